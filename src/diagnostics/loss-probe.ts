import type { LossOracles, Params } from '../optimizers/index.ts';
import type { MemberRow } from '../tensors/member-rows.ts';
import type { ParameterLayout } from '../tensors/parameter-layout.ts';
import type { Tensor } from '../tensors/tf.ts';

/** What a diagnostic may ask about the loss: all that an optimizer may, and gradient and parameters, which optimizers are given. */
export interface ProbeOracles extends LossOracles {
  /** The gradient at the parameters at hand, before clipping. Costs a forward and a backward pass. */
  gradient(): Params;
  /** The parameters at hand. */
  params(): Params;
}

/** What can be asked about a loss. The first three are there whatever is trained. */
export const oracleNames = [
  ...(['gradient', 'gradientAt', 'hessianProduct'] as const),
  ...(['lossAt', 'sampleGradients', 'scoreSamples', 'fisherProduct', 'fisherSample'] as const),
  ...(['outputSlopes', 'policyAt', 'meanActivations'] as const),
  ...(['temporalDifference', 'eligibility', 'episodeEnds'] as const),
  'unitGradients',
] satisfies readonly (keyof ProbeOracles | keyof LossProbe)[];

export type OracleName = (typeof oracleNames)[number];

/**
 * The loss of the first minibatch of an update, at the parameters before it, of all players of a population together.
 * Whoever asks changes nothing: training draws and computes what it would have done.
 */
export interface LossProbe {
  readonly players: number;
  /** How the parameters of one player lie in its vector of `length` numbers. */
  readonly layout: Pick<ParameterLayout, 'names' | 'sizes' | 'offsets' | 'length'>;
  /**
   * Computes something and reads it from the device.
   *
   * @param work is called once, as within `tf.tidy`. Parameters and directions are one vector, `{ vector }`, `[P, 1, n]`. Of
   * its results the first axis is the players.
   * @returns under the name of each result the numbers of every player.
   */
  ask<Name extends string>(
    work: (oracles: ProbeOracles) => { readonly [name in Name]: Tensor },
  ): Promise<{ readonly [name in Name]: readonly MemberRow[] }>;
  /**
   * The gradient of the loss on each part of the update's experience that was gathered independently of the others: an
   * environment's share of a roll-out, an episode. Their mean is the gradient on all of it. An entry names it
   * among its `needs`. Costs a pass over all of the experience.
   *
   * @returns player → part → `[n]`.
   */
  unitGradients(): Promise<readonly (readonly MemberRow[])[]>;
}
