import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  defineOptimizer,
  type LossOracles,
  optimizers,
  type Params,
  type StepContext,
} from '../../src/optimizers/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import { mapTree } from '../../src/tensors/tree.ts';
import { recordsOf, smallPlan } from './small-plan.ts';

type Asked = (context: StepContext, params: Params, gradients: Params) => void;
let asked: Asked = () => {};

/** SGD that asks all that a test wants to know. */
for (const elementwise of [true, false]) {
  optimizers.register(
    defineOptimizer({
      name: elementwise ? 'ASKING' : 'ASKING_BY_LAYER',
      summary: 'for tests',
      source: 'a test',
      settings: z.object({ lr: z.number().default(0.01) }),
      memory: () => 0,
      create: () => ({
        elementwise,
        init: () => ({}),
        update(gradients, state, params, context) {
          asked(context, params, gradients);
          return { updates: mapTree((each) => tf.mul(each, -0.01), gradients), state };
        },
      }),
    }),
  );
}

/** With a loss that is smooth. */
const agent =
  'ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=2,max_grad_norm=none,anneal_lr=false,clip_vloss=false,clip_coef=10)';
const numbers = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];
const close = (a: tf.Tensor, b: tf.Tensor, tolerance = 1e-4): boolean =>
  numbers(tf.abs(tf.sub(a, b))).every((apart) => apart < tolerance);

/** Trains with a rule that asks, and says how often it was asked. */
async function asking(optimizer: string, ask: Asked, given = {}): Promise<number> {
  let times = 0;
  asked = (...all) => {
    times++;
    tf.tidy(() => ask(...all));
  };
  await recordsOf(smallPlan({ agent, optimizers: [optimizer], seeds: [1, 2], totalTimesteps: 32, ...given }));
  return times;
}

test('a rule that asks for nothing trains as one that is offered nothing', async () => {
  const sgd = await recordsOf(smallPlan({ agent, optimizers: ['SGD(lr=0.01)'] }));
  asked = () => {};
  expect(await recordsOf(smallPlan({ agent, optimizers: ['ASKING(lr=0.01)'] }))).toEqual(sgd);
});

test.each(['ASKING', 'ASKING_BY_LAYER'])('%s is told all that there is to know of its loss', async (spec) => {
  const oracles: (keyof LossOracles)[] = [
    ...(['gradientAt', 'loss', 'lossAt', 'sampleGradients'] as const),
    ...(['hessianProduct', 'fisherProduct', 'fisherSample', 'outputSlopes', 'meanActivations'] as const),
  ];
  const times = await asking(spec, (context, params, gradients) => {
    expect(oracles.filter((name) => context[name] === undefined)).toEqual([]);
    expect(context.loss!().shape).toEqual([2, 1, 1]);
    expect(numbers(context.lossAt!(params))).toEqual(numbers(context.loss!()));
    const again = context.gradientAt!(params);
    for (const [name, gradient] of Object.entries(gradients)) {
      expect(numbers(again[name]!)).toEqual(numbers(gradient));
    }
    const samples = context.sampleGradients!();
    expect(samples.shape.slice(0, 2)).toEqual([2, 16]);
    const whole = tf.concat(
      Object.values(gradients).map((each) => tf.reshape(each, [2, 1, -1])),
      2,
    );
    expect(close(tf.sum(samples, 1, true), whole)).toBe(true);
    const ahead = context.hessianProduct!(gradients);
    const beside = (far: number) =>
      context.gradientAt!(mapTree((p, g) => tf.add(p, tf.mul(g, far)), params, gradients));
    const [above, below] = [beside(0.01), beside(-0.01)];
    for (const [name, product] of Object.entries(ahead)) {
      const slope = tf.div(tf.sub(above[name]!, below[name]!), 0.02);
      expect(product.shape).toEqual(slope.shape);
      const largest = Math.max(...numbers(tf.abs(slope)));
      expect(close(product, slope, 0.05 * largest + 1e-3)).toBe(true);
    }
    const fisher = context.fisherProduct!(gradients);
    expect(Object.keys(fisher)).toEqual(Object.keys(params));
    expect(Object.keys(context.fisherSample!((like) => tf.onesLike(like)))).toEqual(Object.keys(params));
    const { slopes, counts } = context.outputSlopes!(gradients);
    expect(slopes.shape).toEqual([2, 16, 2]);
    expect(numbers(counts)).toEqual(new Array(32).fill(1));
    expect(Object.keys(context.meanActivations!())).toEqual([
      ...['actor.0', 'actor.head', 'critic.0', 'critic.head'],
    ]);
  });
  expect(times).toBe(4);
});

test.each(['CLIP(ASKING)', 'SPLIT(ASKING,critic=SGD)'])(
  'within %s, a rule asks in its own view of the parameters',
  async (spec) => {
    const times = await asking(spec, (context, params) => {
      const direction = mapTree((each) => tf.onesLike(each), params);
      const shapes = (tree: Params) => Object.fromEntries(Object.entries(tree).map(([k, v]) => [k, v.shape]));
      const own = Object.values(params).reduce((sum, each) => sum + each.size / 2, 0);
      expect(shapes(context.gradientAt!(params))).toEqual(shapes(params));
      expect(shapes(context.hessianProduct!(direction))).toEqual(shapes(params));
      expect(shapes(context.fisherProduct!(direction))).toEqual(shapes(params));
      expect(shapes(context.fisherSample!((like) => tf.onesLike(like)))).toEqual(shapes(params));
      expect(context.sampleGradients!().shape).toEqual([2, 16, own]);
      expect(numbers(context.lossAt!(params))).toEqual(numbers(context.loss!()));
      expect(context.outputSlopes!(direction).slopes.shape).toEqual([2, 16, 2]);
    });
    expect(times).toBe(4);
  },
);
