import { chooseMembers } from '../../tensors/choose-members.ts';
import { type MemberRow, readMembers, withMembers } from '../../tensors/member-rows.ts';
import * as tf from '../../tensors/tf.ts';
import type { LossParts } from './loss-oracles.ts';
import type { DeviceMinibatch } from './minibatch.ts';

/**
 * The moving average of each member's parameters over the steps of its optimizer, beginning with those at the start: MESA of Du
 * et al. 2022. Owns its tensor: dispose it.
 */
export class AveragedPolicy {
  readonly #decay: number;
  #vector: tf.Tensor;

  /** @param vector `[P, 1, n]`, of which it keeps a copy. @param decay what the average keeps of itself at a step. */
  constructor(vector: tf.Tensor, decay: number) {
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
      return chooseMembers(moved, next, before);
    });
    before.dispose();
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
