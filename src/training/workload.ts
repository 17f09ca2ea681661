import type { SampledScores, SampledValues } from '../optimizers/index.ts';
import type { RandomStream } from '../random.ts';
import type { TrainingRecord, UpdateRecord } from '../results/index.ts';
import type { MemberRow } from '../tensors/member-rows.ts';
import type { ParameterLayout } from '../tensors/parameter-layout.ts';
import type * as tf from '../tensors/tf.ts';
import type { LossGradient } from './loss-gradient.ts';

/**
 * What a population trains: agents in environments, a classifier on a data set, a point on a test function.
 *
 * A workload is made for a whole population and knows no optimizer. Every list has one entry a player, and what concerns
 * a player depends on that player alone. The loop (`population.ts`) asks for experience, lets the optimizer step on its
 * minibatches, and asks for evaluations; a workload reports what it has seen as records and writes nothing.
 */
export interface Workload {
  /** Players of each member: the agents of its team, else 1. Players of a member lie together. */
  readonly agents: number;
  /** How the parameters of one player lie in its vector. */
  readonly layout: ParameterLayout;
  /** How each update learns from its experience, where nothing else decides. */
  readonly schedule: Schedule;
  /** Names of what {@link Minibatch.gradient} reports beside the gradient; `approxKl` is what `targetKl` bounds. */
  readonly lossTerms: readonly string[];
  /** False where nobody looks at gradient statistics, so that none are gathered. */
  readonly gradientStatistics: boolean;
  /** `[P, 1, n]`, the starting values. Asked for once; the caller owns them. */
  start(): tf.Tensor;
  /** Starting values of one player as another stream draws them, `[n]`; absent where they are not drawn. */
  fresh?(stream: RandomStream): Float32Array;
  /** Share of the budget that a player has spent, 0 to 1. @param updates that it has made. */
  progress(player: number, updates: number): number;
  /** Environment steps or samples that a player has trained on. */
  steps(player: number): number;
  /**
   * What the next update learns from. Players that do not take part gather nothing and draw no random numbers.
   *
   * @param schedules one a player.
   */
  next(request: Request, schedules: readonly Schedule[]): Promise<Experience>;
  /** Evaluates the players that take part; null for the others. @param last those that are not evaluated again. */
  evaluate(request: Request, last: readonly boolean[]): Promise<readonly (Evaluated | null)[]>;
  /**
   * A trained player, to be kept in the results file; absent where there is no policy to keep.
   *
   * @param parameters those that it is to be judged by, as one vector.
   * @returns the bytes of a `.safetensors` file.
   */
  keep?(player: number, parameters: MemberRow): Uint8Array;
  /** All that the next update depends on beside parameters and optimizer: plain data, one a player. */
  save(): Promise<readonly unknown[]>;
  /** @param saved what {@link save} has returned; undefined for players that start from the beginning. */
  restore(saved: readonly unknown[]): Promise<void>;
  /** Frees its tensors. */
  dispose(): void;
}

/** How often and how carefully one update learns from its experience. */
export interface Schedule {
  /** Passes over the experience. */
  readonly updateEpochs: number;
  /** Parts that each pass is split into. */
  readonly numMinibatches: number;
  /** Upper bound of the gradient's global norm, or null. */
  readonly maxGradNorm: number | null;
  /** A player's epochs stop once the loss term `approxKl` is beyond this, or null. */
  readonly targetKl: number | null;
  /** Whether the learning rate falls linearly to zero over the training budget. */
  readonly annealLr: boolean;
  /** How far the policy may move, where a controller has decided it. */
  readonly clipRange?: number;
  /** How much experience to gather, where a controller has decided it. */
  readonly samples?: number;
}

/** What a workload is told when it is asked for something. */
export interface Request {
  /** Players that take part. */
  readonly players: readonly boolean[];
  /** Updates that each player has made. */
  readonly updates: readonly number[];
  /** Parameters by name, `[P, rows, columns]` each, in an evaluation those to be judged. The caller disposes them. */
  params(): { [name: string]: tf.Tensor };
  /** Seconds that a player has trained. */
  elapsed(player: number): number;
  /** Gives up what was asked for, which is then rejected with its reason: see `giveWay`. */
  readonly giveUp?: AbortSignal | undefined;
}

/** What one update learns from. */
export interface Experience {
  /** What was seen while it was gathered. */
  readonly records: readonly TrainingRecord[];
  /** Why a player cannot learn from it and its run ends as failed; null where all is well. */
  readonly faults: readonly (string | null)[];
  /** Steps of the optimizer that were taken on it before, where it is not new. Default 0. */
  readonly stepsBefore?: number;
  /**
   * One pass over it, shuffled anew.
   *
   * @param players that take part in this pass.
   */
  pass(players: readonly boolean[]): Iterable<MinibatchStep>;
  /** Told after each pass, before the next one begins. */
  passed?(): Promise<void>;
  /**
   * The gradient of the loss on each part of it that was gathered independently of the others, part after part and player
   * after player, `[parts, 1, n]`; the mean of a player's is the gradient on all of its experience. Draws nothing. Call
   * within `tf.tidy`.
   *
   * @param vector `[P, 1, n]`.
   */
  unitGradients?(vector: tf.Tensor): { readonly gradients: tf.Tensor; readonly counts: readonly number[] };
  /** What there is to say of a player's update. @param terms of its loss, averaged over its minibatches. */
  report(player: number, terms: readonly number[]): UpdateReport;
  /** Frees its tensors; {@link report} can still be asked. */
  dispose(): void;
}

/** A minibatch of every player, before it is on the device. */
export interface MinibatchStep {
  /** Players that have one. */
  readonly players: readonly boolean[];
  /**
   * Puts it on the device. Call within `tf.tidy`, which frees it.
   *
   * @param sent the numbers of {@link varying} as tensors, by name; nothing where there are none.
   */
  readonly load: (sent: Readonly<Record<string, tf.Tensor>>) => Minibatch;
  /** Who wants to know something of the rows at the parameters before the step; what nobody wants is not computed. */
  readonly keepers?: readonly RowKeeper[] | undefined;
  /** Told where the step has led, `[P, 1, n]`, as the layout has it; it must change nothing of that and keep a copy. */
  readonly stepped?: ((vector: tf.Tensor) => void) | undefined;
  /** What is another at every step, so that steps can be recorded and replayed. A step without it is never replayed. */
  readonly varying?: Varying;
}

/** Keeps what a step finds out of its rows. */
export interface RowKeeper {
  readonly of: 'rowScores' | 'rowOutputs';
  /** @param rows `[P, B, …]`, owned from here on. */
  take(rows: tf.Tensor): void;
}

/** All that two minibatches of one key differ in. */
export interface Varying {
  /** Says all else: which players, how many rows, the settings of the loss. */
  readonly key: string;
  /** Numbers that are sent to the device for this step. */
  readonly numbers: Readonly<Record<string, SentNumbers>>;
  /** Tensors on the device that the minibatch is made from. */
  readonly tensors: readonly tf.Tensor[];
}

/** Numbers to be sent to the device. */
export interface SentNumbers {
  readonly values: Float32Array | Int32Array;
  readonly shape: readonly number[];
}

/** A minibatch of every player on the device. */
export interface Minibatch {
  /** Gradient at any parameters `[P, 1, n]`, loss and terms if there are some. Call within `tf.tidy`, as all that follow. */
  gradient(vector: tf.Tensor): Pick<LossGradient, 'gradient'> & Partial<LossGradient>;
  /**
   * What buffers of networks become before the gradient of a step is taken, `[P, 1, m]`; absent where the layout has none. The
   * vectors of these functions end in buffers where there are some, and so do their gradients.
   */
  advance?(vector: tf.Tensor): tf.Tensor;
  /** The gradient on all of the experience that the minibatch is a part of, `[P, 1, n]`. Draws nothing. */
  wholeGradient?(vector: tf.Tensor): tf.Tensor;
  /** The loss alone, `[P]`. */
  lossAt?(vector: tf.Tensor): tf.Tensor;
  /** What each sample adds to the gradient, `[P, B, n]`. */
  sampleGradients?(vector: tf.Tensor): tf.Tensor;
  /** The critic on the samples, in parts of at most so many. */
  valueSamples?(most: number): readonly ((vector: tf.Tensor) => SampledValues)[];
  /** The policy on the actions of the samples, in parts of at most so many. */
  scoreSamples?(most: number): readonly ((vector: tf.Tensor) => SampledScores)[];
  /** How much there is to learn from each row, `[P, B]`; 0 where a row only pads. */
  rowScores?(vector: tf.Tensor): tf.Tensor;
  /** What the policy puts out on each row, `[P, B, outputs]`. */
  rowOutputs?(vector: tf.Tensor): tf.Tensor;
  /** The product of the policy's Fisher matrix with a direction `[P, 1, n]`, of the same shape. */
  fisherProduct?(vector: tf.Tensor, direction: tf.Tensor): tf.Tensor;
  /** A random gradient whose outer product is on average the Fisher matrix, `[P, 1, n]`, of the normal numbers that `draw` gives. */
  fisherSample?(vector: tf.Tensor, draw: (like: tf.Tensor, part: string) => tf.Tensor): tf.Tensor;
  /**
   * Derivatives of what the policy, or a classifier, puts out along a direction `[P, 1, n]`, and behind them 1, or 0 for rows
   * that only fill up, whose derivatives are 0 too: `[P, B, outputs + 1]`.
   */
  outputSlopes?(vector: tf.Tensor, direction: tf.Tensor): tf.Tensor;
  /** What a policy at other parameters is worth and how far it is from that at `vector`, `[P, 2]`: surrogate, divergence. */
  policyAt?(vector: tf.Tensor, other: tf.Tensor): tf.Tensor;
  /** Where each step of the environment is learned from by itself. */
  readonly stream?: StreamedStep;
  /** Mean magnitude of what each unit puts out, `[P, 1, units]` by layer. */
  meanActivations?(vector: tf.Tensor): { readonly [layer: string]: tf.Tensor };
}

/** A step of the environment that is learned from by itself. */
export interface StreamedStep {
  /** The error of the critic's prediction, `[P]`. */
  temporalDifference(): tf.Tensor;
  /** The gradient of what eligibility traces gather, `[P, 1, n]`. */
  eligibility(vector: tf.Tensor): tf.Tensor;
  /** 1 for players whose episode ends here, else 0, `[P]`. */
  episodeEnds(): tf.Tensor;
}

/** What there is to say of one player's update beside its gradient. */
export interface UpdateReport {
  /** Its losses, as the table of updates has them; null where there is nothing to tell of an update. */
  readonly losses: Pick<
    UpdateRecord,
    'policyLoss' | 'valueLoss' | 'entropy' | 'approxKl' | 'clipFraction' | 'explainedVariance'
  > | null;
  /** What shows whether it has diverged. */
  readonly health: LossHealth;
  /** Other records of this update. */
  records(heading: RecordHeading): readonly TrainingRecord[];
}

/** The losses of an update, and how large they may be. */
export interface LossHealth {
  readonly losses: readonly { readonly name: string; readonly value: number }[];
  /** Losses beyond this will not come back, though they are finite still. */
  readonly largest: number;
  /** What to say beside where a player has diverged: `rewards of 1e20 are too large to learn from, scale them`. */
  readonly advice?: string | undefined;
}

/** What an evaluation of a player has found. */
export interface Evaluated {
  /** Why it could not be carried out, so that the run ends as failed. */
  readonly fault: string | null;
  records(heading: RecordHeading): readonly TrainingRecord[];
}

/** Whose record it is, and when. */
export interface RecordHeading {
  readonly member: number;
  /** Updates made before. */
  readonly updateIndex: number;
  readonly envStep: number;
  /** Seconds of training. */
  readonly wallS: number;
}
