import { describe, expect, test } from 'vitest';
import { layersOf } from '../../../src/optimizers/layout/layers.ts';

describe('layers', () => {
  const names = [
    'actor.0.kernel',
    'actor.0.bias',
    'log_std',
    'critic.0.kernel',
    'actor.1.kernel',
    'critic.0.bias',
  ];

  test('are single tensors if asked so', () => {
    expect(layersOf(names, 'tensor')).toEqual(names.map((name) => [name]));
  });

  test('gather names that agree up to the last dot, in order of first appearance', () => {
    expect(layersOf(names, 'layer')).toEqual([
      ['actor.0.kernel', 'actor.0.bias'],
      ['log_std'],
      ['critic.0.kernel', 'critic.0.bias'],
      ['actor.1.kernel'],
    ]);
  });
});
