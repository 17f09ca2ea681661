import { describe, expect, test } from 'vitest';
import { parameterRoles } from '../../../src/optimizers/index.ts';

const named = (shapes: Record<string, readonly [number, number]>) =>
  Object.entries(shapes).map(([name, shape]) => ({ name, shape }));

describe('The role of a parameter', () => {
  test('follows the layers of each network by itself', () => {
    const roles = parameterRoles(
      named({
        'actor.0.kernel': [4, 64],
        'actor.0.bias': [1, 64],
        'actor.1.kernel': [64, 64],
        'actor.1.scale': [1, 64],
        'actor.head.kernel': [64, 2],
        'actor.head.bias': [1, 2],
        'actor.log_std': [1, 2],
        'critic.0.kernel': [4, 64],
        'critic.head.kernel': [64, 1],
      }),
    );
    expect(roles).toEqual({
      'actor.0.kernel': 'input',
      'actor.0.bias': 'vector',
      'actor.1.kernel': 'hidden',
      'actor.1.scale': 'vector',
      'actor.head.kernel': 'head',
      'actor.head.bias': 'vector',
      'actor.log_std': 'vector',
      'critic.0.kernel': 'input',
      'critic.head.kernel': 'head',
    });
  });

  test('is head for the last kernel where no layer is called so', () => {
    const roles = parameterRoles(
      named({
        'layers.0.weight': [6, 8],
        'layers.0.bias': [1, 8],
        'layers.1.weight': [8, 8],
        'layers.2.weight': [8, 3],
      }),
    );
    expect(Object.values(roles)).toEqual(['input', 'vector', 'hidden', 'head']);
  });

  test('is kernel by name even with one row, and by shape where the name says nothing', () => {
    const roles = parameterRoles(named({ 'a.0.kernel': [1, 5], 'a.1.mix': [5, 5], 'a.1.gain': [1, 5] }));
    expect(Object.values(roles)).toEqual(['input', 'head', 'vector']);
  });
});
