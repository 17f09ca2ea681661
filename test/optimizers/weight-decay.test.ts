import { describe, expect, test } from 'vitest';
import { makeOptimizer, type StepContext } from '../../src/optimizers/index.ts';
import { advance, memberValues, populate, randomMember, start } from './trial.ts';

const shapes = {
  'actor.0.kernel': [3, 4],
  'actor.0.bias': [1, 4],
  'actor.head.kernel': [4, 2],
  'actor.log_std': [1, 2],
} as const;
const kernels = [0, 2];
const vectors = [1, 3];

/** Parameters of two members after four updates at changing learning rates. */
function trained(spec: string | string[]): number[][][] {
  const optimizer = makeOptimizer(spec);
  const draw = (seed: number) => [randomMember(shapes, seed), randomMember(shapes, seed + 50)];
  const { params } = [1, 2, 3, 4].reduce(
    (trial, step) => {
      const context: StepContext = { step, learningRateScale: [1 / step, 1] };
      return advance(optimizer, trial, populate(draw(step)), context);
    },
    start(optimizer, draw(9)),
  );
  return [0, 1].map((member) => memberValues(params, member));
}

function expectClose(found: number[][][], expected: number[][][]): void {
  found.flat(2).forEach((value, i) => {
    expect(value).toBeCloseTo(expected.flat(2)[i]!, 6);
  });
}

describe('WEIGHT_DECAY', () => {
  test('coupled around SGD is the weight decay of SGD, bit for bit', () => {
    const wrapped = trained('WEIGHT_DECAY(SGD(lr=0.1,momentum=0.9),kind=coupled,weight_decay=0.3)');
    expect(wrapped).toEqual(trained('SGD(lr=0.1,momentum=0.9,weight_decay=0.3)'));
  });

  test('decoupled around ADAM is ADAMW, whatever the learning rates of members', () => {
    const wrapped = trained([0.1, 0.01].map((lr) => `WEIGHT_DECAY(ADAM(lr=${lr}),weight_decay=0.3)`));
    expectClose(wrapped, trained([0.1, 0.01].map((lr) => `ADAMW(lr=${lr},weight_decay=0.3)`)));
  });

  test('finds the learning rate inside other wrappers', () => {
    const wrapped = trained('WEIGHT_DECAY(CLIP(SCHEDULE(ADAM(lr=0.1)),max_norm=1e9),weight_decay=0.3)');
    expectClose(wrapped, trained('ADAMW(lr=0.1,weight_decay=0.3)'));
  });

  test.each(['decoupled', 'coupled'])('%s on kernels leaves biases and standard deviations alone', (kind) => {
    const settings = `weight_decay=0.3,kind=${kind}`;
    const [masked, all, none] = [
      trained(`WEIGHT_DECAY(SGD,${settings},on=kernels)`),
      trained(`WEIGHT_DECAY(SGD,${settings})`),
      trained('SGD'),
    ].map(([member]) => member!);
    for (const tensor of kernels) expect(masked![tensor]).toEqual(all![tensor]);
    for (const tensor of vectors) expect(masked![tensor]).toEqual(none![tensor]);
    expect(all![1]).not.toEqual(none![1]);
  });

  test('of nothing changes nothing', () => {
    expect(trained('WEIGHT_DECAY(MILO,weight_decay=0)')).toEqual(trained('MILO'));
  });
});
