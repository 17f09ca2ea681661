import { followsReference } from './golden-suite.ts';

for (const name of [
  'adopt',
  'ademamix',
  'adabelief',
  'laprop',
  'grams',
  'ano',
  'adamc',
  'stableadamw',
  'vsgd',
]) {
  followsReference(name, { folder: 'more' });
}
