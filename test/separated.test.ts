import { expect, test } from 'vitest';
import { separated } from '../src/separated.ts';

test.each([
  ['ADAM', ['ADAM']],
  ['ADAM,SGD', ['ADAM', 'SGD']],
  ['CLIP(ADAM,max_norm=1),mlp(sizes=[1,2]),', ['CLIP(ADAM,max_norm=1)', 'mlp(sizes=[1,2])']],
  [' 1, 2 ,3', ['1', '2', '3']],
  [',', []],
])('"%s" is separated at its commas, but for those within parentheses', (text, parts) => {
  expect(separated(text)).toEqual(parts);
});
