import { chooseMembers } from '../../tensors/choose-members.ts';
import { type MemberRow, readMembers, withMembers } from '../../tensors/member-rows.ts';
import type { ParameterLayout } from '../../tensors/parameter-layout.ts';
import * as tf from '../../tensors/tf.ts';
import type { LossParts } from './loss-oracles.ts';
import type { DeviceMinibatch } from './minibatch.ts';

/**
 * The moving average of each member's parameters over the steps of its optimizer, beginning with those at the start: MESA of Du
 * et al. 2022. What networks keep beside their parameters is not averaged but as it is after the last step. Owns its tensor:
 * dispose it.
 */
export class AveragedPolicy {
  readonly #layout: ParameterLayout;
  readonly #decay: number;
  #vector: tf.Tensor;

  /** @param vector `[P, 1, n]`, of which it keeps a copy. @param decay what the average keeps of itself at a step. */
  constructor(layout: ParameterLayout, vector: tf.Tensor, decay: number) {
    this.#layout = layout;
    this.#decay = decay;
    this.#vector = tf.clone(vector);
  }

  /** `[P, 1, n]`, owned by the average. */
  get vector(): tf.Tensor {
    return this.#vector;
  }

  /** Takes in where a step has led. @param vector `[P, 1, n]`. @param moved the members that made it. */
  follow(vector: tf.Tensor, moved: readonly boolean[]): void {
    const before = this.#vector;
    this.#vector = tf.tidy(() => {
      const next = tf.add(tf.mul(before, this.#decay), tf.mul(vector, 1 - this.#decay));
      return chooseMembers(moved, this.#withBuffersOf(vector, next), before);
    });
    before.dispose();
  }

  #withBuffersOf(vector: tf.Tensor, averaged: tf.Tensor): tf.Tensor {
    const { trained, buffers } = this.#layout;
    if (buffers === null) return averaged;
    const sizes = [trained.length, buffers.length];
    return tf.concat([tf.split(averaged, sizes, 2)[0]!, tf.split(vector, sizes, 2)[1]!], 2);
  }

  /** One row a member. */
  save(): Promise<MemberRow[]> {
    return readMembers(this.#vector);
  }

  /** @param saved one a member; undefined for those that have nothing to go on from. */
  async restore(saved: readonly (MemberRow | undefined)[]): Promise<void> {
    const before = this.#vector;
    this.#vector = await withMembers(before, saved);
    before.dispose();
  }

  dispose(): void {
    this.#vector.dispose();
  }
}

/**
 * A minibatch that knows what a policy, without noise, puts out on its rows; as it is where there is no such policy. Call within
 * `tf.tidy`.
 *
 * @param vector the policy of each of its members, `[P, 1, n]`.
 */
export function withEarlier(
  { networks, layout }: Pick<LossParts, 'networks' | 'layout'>,
  batch: DeviceMinibatch,
  vector: tf.Tensor | undefined,
): DeviceMinibatch {
  if (!vector) return batch;
  const outputs = networks.act(layout.named(layout.split(vector)), batch.observations);
  const known = tf.ones([outputs.shape[0]!, outputs.shape[1]!, 1]);
  return { ...batch, earlier: tf.concat([outputs, known], 2) };
}
