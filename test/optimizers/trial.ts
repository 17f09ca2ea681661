import type { Optimizer, Params, StepContext } from '../../src/optimizers/index.ts';
import { RandomStream } from '../../src/random.ts';
import * as tf from '../../src/tensors/tf.ts';
import { disposeTree, mapTree, type TensorTree, tidyTree } from '../../src/tensors/tree.ts';

/** Numbers of one tensor of one member, row by row, and its shape without the members. */
export interface Matrix {
  readonly shape: readonly [number, number];
  readonly values: readonly number[];
}

/** A member's tensors by name. */
export type Member = Readonly<Record<string, Matrix>>;

/** Members side by side in one population. */
export function populate(members: readonly Member[]): Params {
  const [first] = members;
  return Object.fromEntries(
    Object.entries(first!).map(([name, { shape }]) => {
      const values = members.flatMap((member) => member[name]!.values);
      return [name, tf.tensor(values, [members.length, ...shape])];
    }),
  );
}

/** What one member holds in each tensor. */
export function memberValues(params: TensorTree, member: number): number[][] {
  const values: number[][] = [];
  mapTree((tensor) => {
    const size = tensor.size / tensor.shape[0]!;
    values.push(Array.from(tensor.dataSync().subarray(member * size, (member + 1) * size)));
    return tensor;
  }, params);
  return values;
}

/** Parameters and the state of their optimizer between two updates. */
export type Trial = {
  readonly params: Params;
  readonly state: TensorTree;
};

/** Parameters to begin with, and the state before the first update. */
export function start(optimizer: Optimizer, members: readonly Member[]): Trial {
  const params = populate(members);
  return { params, state: tidyTree(() => optimizer.init(params)) };
}

/** A loss for rules that ask what it is: half of the sum of squares of each member's parameters, `[P, 1, 1]`. */
export function lossOf(params: Params): tf.Tensor {
  const squares = Object.values(params).map((param) => tf.sum(tf.square(param), [1, 2], true));
  return tf.mul(tf.addN(squares), 0.5);
}

/** What rules ask that learn from single steps: the error is 1 throughout, in an episode without end. */
export function streamOf(params: Params): Pick<StepContext, 'temporalDifference' | 'episodeEnds'> {
  const members = Object.values(params)[0]!.shape[0]!;
  return {
    temporalDifference: () => tf.ones([members, 1, 1]),
    episodeEnds: () => tf.zeros([members, 1, 1]),
  };
}

/**
 * What rules ask that learn from what values are wrong by: one sample, of whose error the loss is half the square and the
 * gradient follows from it. Asked for all samples at once, as rules of layers do, it has slopes of layers.
 */
export function oneValue(gradients: Params, loss: () => tf.Tensor): Pick<StepContext, 'valueSamples'> {
  return {
    valueSamples: (most) => [
      () => {
        const error = tf.sqrt(tf.mul(loss(), 2));
        const slopeOf = (gradient: tf.Tensor) =>
          tf.reshape(tf.div(gradient, error), [gradient.shape[0]!, 1, -1]);
        return {
          errors: tf.squeeze(error, [2]),
          present: tf.squeeze(tf.onesLike(error), [2]),
          slopes: () =>
            Number.isFinite(most)
              ? Object.fromEntries(
                  Object.entries(gradients).map(([name, gradient]) => [name, { signals: slopeOf(gradient) }]),
                )
              : layerSlopes(gradients),
        };
      },
    ],
  };
}

/** What rules ask that go by what layers are given and what comes back to them: one sample. */
export function oneScore(gradients: Params): Pick<StepContext, 'scoreSamples'> {
  return {
    scoreSamples: () => [
      () => {
        const one = tf.ones([Object.values(gradients)[0]!.shape[0]!, 1]);
        const outputSlopes = () => tf.expandDims(one, 2);
        return { present: one, advantages: one, slopes: () => layerSlopes(gradients), outputSlopes };
      },
    ],
  };
}

/** Slopes of one sample that grow with the gradients, a good deal smaller than these. */
function layerSlopes(gradients: Params) {
  return Object.fromEntries(
    Object.entries(gradients).map(([name, gradient]) => {
      const signals = tf.mul(tf.mean(gradient, 1, true), 0.01);
      const inputs = tf.mul(tf.transpose(tf.mean(gradient, 2, true), [0, 2, 1]), 0.01);
      return [name, name.endsWith('.kernel') ? { inputs, signals } : { signals }];
    }),
  );
}

/** One update; the tensors of `before` and `gradients` are freed. */
export function advance(optimizer: Optimizer, before: Trial, gradients: Params, step: StepContext): Trial {
  const after = tidyTree(() => {
    const { loss = () => lossOf(before.params) } = step;
    const { updates, state } = optimizer.update(gradients, before.state, before.params, {
      loss,
      ...streamOf(before.params),
      ...oneValue(gradients, loss),
      ...oneScore(gradients),
      ...step,
    });
    const params = mapTree((param, update) => tf.add(param, update), before.params, updates);
    return { params, state };
  });
  disposeTree([before.params, before.state, gradients], [after.params, after.state]);
  return after;
}

/** Other numbers in the same shapes. */
export function mapMember(member: Member, fn: (value: number, index: number) => number): Member {
  return Object.fromEntries(
    Object.entries(member).map(([name, { shape, values }]) => [name, { shape, values: values.map(fn) }]),
  );
}

/** Normal numbers in the given shapes. */
export function randomMember(shapes: Readonly<Record<string, Matrix['shape']>>, seed: number): Member {
  const stream = RandomStream.of(seed, 'test');
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const values = Array.from({ length: shape[0] * shape[1] }, () => stream.normal());
      return [name, { shape, values }];
    }),
  );
}
