import type { MemberStreams } from '../optimizers/index.ts';
import type { ChosenMembers } from '../tensors/choose-members.ts';
import type * as tf from '../tensors/tf.ts';

/** What one step of the optimizer is told beside the minibatch. One entry a member. */
export interface StepSettings {
  /** Members that take the step; the others stay as they are. */
  readonly active: readonly boolean[];
  readonly learningRateScale: readonly number[];
  /** Of actor and critic apart; absent where nothing decides them. */
  readonly partLearningRateScales?: { readonly actor: readonly number[]; readonly critic: readonly number[] };
  readonly progress: readonly number[];
  /** Steps on the experience at hand, this one included. */
  readonly stepInRollout: number;
  /** Where rules draw their random numbers from; absent where one population is like another. */
  readonly randomStream?: MemberStreams;
}

/** What a step found out, for those who keep totals of it. */
export interface StepFindings {
  /** `[P, 1, n]`, before clipping. */
  readonly gradient: tf.Tensor;
  /** `[P, terms]`; undefined for a workload that reports none. */
  readonly terms: tf.Tensor | undefined;
  /** Members that took the step. */
  readonly active: ChosenMembers;
}

/** Totals over steps: they are part of the step, so that they are recorded and replayed with it. */
export interface StepTotals {
  /** As they are. The step frees nothing of them, but may make them the totals after it. */
  readonly before: readonly tf.Tensor[];
  /** The same with what a step found out. Called within `tf.tidy`; a function of its arguments alone. */
  after(before: readonly tf.Tensor[], findings: StepFindings): tf.Tensor[];
}

/** What a step leaves. The caller disposes it. */
export interface StepReport {
  readonly totals: tf.Tensor[];
  /** `[P, terms]`; undefined for a workload that reports none. */
  readonly terms: tf.Tensor | undefined;
  /** What was found out for each of the minibatch's keepers. */
  readonly kept: readonly tf.Tensor[];
}
