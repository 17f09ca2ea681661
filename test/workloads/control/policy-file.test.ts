import { expect, test } from 'vitest';
import { ParameterLayout } from '../../../src/tensors/parameter-layout.ts';
import { safetensorsFile } from '../../../src/weights/index.ts';
import { policyFile, policyIn } from '../../../src/workloads/control/policy-file.ts';

const layout = new ParameterLayout([
  { name: 'actor.head.kernel', shape: [2, 3] },
  { name: 'actor.head.bias', shape: [1, 3] },
]);
const parameters = Float32Array.from({ length: layout.length }, (_, index) => Math.sin(index));
const moments = {
  mean: Float64Array.of(0.1, Math.PI),
  variance: Float64Array.of(1 / 3, 2),
  count: 1000.0001,
};

test('a policy comes back bit by bit, the statistics of its observations in double precision', () => {
  expect(policyIn(policyFile(layout, { parameters, moments }), layout, 2)).toEqual({ parameters, moments });
  const bare = policyFile(layout, { parameters, moments: null });
  expect(policyIn(bare, layout, null)).toEqual({ parameters, moments: null });
});

test.each([
  [new Map(), null, 'it has no array "actor.head.kernel"'],
  [
    new Map([['actor.head.kernel', { shape: [3, 2], values: new Float64Array(6) }]]),
    null,
    '"actor.head.kernel" is [3,2] in it, and [2,3] in this policy',
  ],
  [
    new Map([['critic.head.bias', { shape: [1], values: new Float64Array(1) }]]),
    null,
    'it has an array "critic.head.bias", and this policy is made of actor.head.kernel, actor.head.bias',
  ],
])('a file of other arrays is refused: case %#', (tensors, observations, words) => {
  expect(() => policyIn(safetensorsFile(tensors), layout, observations)).toThrow(words);
});

test('a policy without statistics does not serve where observations are normalised', () => {
  const bare = policyFile(layout, { parameters, moments: null });
  expect(() => policyIn(bare, layout, 2)).toThrow('it has no array "observations.mean"');
});
