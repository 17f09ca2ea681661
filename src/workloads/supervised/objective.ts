import type * as tf from '../../tensors/tf.ts';

/** What an example is to be told: the number of a class, or numbers. */
export type Targets = Int32Array | Float32Array;

/** Sums over the examples that a player was judged on. */
export interface Sums {
  /** What is judged: examples, or parts of examples such as the characters of a sequence. */
  readonly count: number;
  readonly loss: number;
  readonly score: number;
  /** Of the squares of the scores. */
  readonly scoreSquared: number;
  /** Of those whose most probable class is the right one; left out where there are no classes. */
  readonly right?: number;
}

/** How a player does on some examples: means of {@link Sums}. */
export interface Judgement {
  readonly loss: number;
  readonly score: number;
  /** Standard deviation of the scores over what is judged. */
  readonly scoreDeviation: number;
  readonly accuracy: number | null;
}

/** What a data set asks for: how outputs are compared with targets, in training and in evaluations. */
export interface Objective {
  /** Numbers that a network puts out of an example. */
  readonly outputs: number;
  /** Numbers that an example has as target. */
  readonly targets: number;
  readonly targetType: 'int32' | 'float32';
  /** Classes of a softmax over all outputs, whose logits optimizers and diagnostics may ask about; null where there is none. */
  readonly softmax: number | null;
  /**
   * The loss of every example. Call within `tf.tidy`.
   *
   * @param outputs `[P, B, outputs]` @param targets `[P, B]`, or `[P, B, targets]` where there are several.
   * @returns `[P, n]`, whose mean is the loss of a member.
   */
  losses(outputs: tf.Tensor, targets: tf.Tensor): tf.Tensor;
  /**
   * Judges examples on the host, in double precision, player by player.
   *
   * @param outputs `[players, rows, outputs]` @param targets `[rows, targets]`
   */
  judge(outputs: Float32Array, targets: Targets): Sums[];
  /** What evaluations report beside the score. */
  measures(test: Judgement, train: Judgement): readonly (readonly [quantity: string, value: number])[];
}

/** Puts together what was judged in parts. */
export function judgementOf(parts: readonly Sums[]): Judgement {
  const sum = (of: (part: Sums) => number): number => parts.reduce((total, part) => total + of(part), 0);
  const count = sum((part) => part.count);
  const score = sum((part) => part.score) / count;
  const variance = sum((part) => part.scoreSquared) / count - score ** 2;
  const hasClasses = parts.every(({ right }) => right !== undefined);
  return {
    loss: sum((part) => part.loss) / count,
    score,
    // NaN stays NaN; rounding alone can make a variance negative.
    scoreDeviation: variance < 0 ? 0 : Math.sqrt(variance),
    accuracy: hasClasses ? sum((part) => part.right!) / count : null,
  };
}
