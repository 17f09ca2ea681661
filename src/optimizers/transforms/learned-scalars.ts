import * as tf from '../../tensors/tf.ts';
import { clampSize } from './clamp-size.ts';

/** Hyper-parameters that a rule learns, and how fast they were moving: `[P, count, 1]` both. */
export type LearnedScalars = {
  readonly values: tf.Tensor;
  readonly velocity: tf.Tensor;
};

/** How one member learns one scalar. */
export interface ScalarLearning {
  readonly initial: number;
  readonly rate: number;
  readonly momentum: number;
}

/**
 * Hyper-parameters learned by gradient descent with heavy-ball momentum, each with a rate and a momentum of its own, and
 * put back into their ranges after every step.
 *
 * @param members what each member learns, the same scalars in the same order.
 * @param ranges lowest and highest value of every scalar.
 * @param limits bound of the size of a member's hypergradients.
 */
export function learnedScalars(
  members: readonly (readonly ScalarLearning[])[],
  ranges: readonly (readonly [number, number])[],
  limits: readonly number[],
) {
  const column = (of: (scalar: ScalarLearning) => number) =>
    tf.tensor(
      members.flatMap((scalars) => scalars.map(of)),
      [members.length, ranges.length, 1],
    );
  const bound = (side: 0 | 1) =>
    tf.tensor(
      ranges.map((range) => range[side]),
      [1, ranges.length, 1],
    );
  return {
    /** @param population how many members there are, be they alike. */
    init(population: number): LearnedScalars {
      const velocity = tf.zeros([population, ranges.length, 1]);
      return {
        values: tf.add(
          velocity,
          column(({ initial }) => initial),
        ),
        velocity,
      };
    },
    /** One step against the hypergradient, `[P, count, 1]`. */
    step(scalars: LearnedScalars, hypergradient: tf.Tensor): LearnedScalars {
      const limit = limits.every((each) => each === Infinity)
        ? Infinity
        : tf.tensor([...limits], [limits.length, 1, 1]);
      const momentum = column((scalar) => scalar.momentum);
      const velocity = tf.add(tf.mul(scalars.velocity, momentum), clampSize(hypergradient, limit));
      const moved = tf.sub(
        scalars.values,
        tf.mul(
          velocity,
          column(({ rate }) => rate),
        ),
      );
      return { values: tf.maximum(tf.minimum(moved, bound(1)), bound(0)), velocity };
    },
  };
}
