import type { ActorCritic, Agent, NetworkParams } from '../../../agents/index.ts';
import { type MemberRow, readMembers, withMembers } from '../../tensors/member-rows.ts';
import type { ParameterLayout } from '../../tensors/parameter-layout.ts';
import * as tf from '../../tensors/tf.ts';
import type { DeviceExperience } from './device-experience.ts';
import { deviceMinibatch } from './minibatch.ts';

/** The untrained policy, kept to tell how far the trained one has moved. Owns its parameters: dispose it. */
export class ReferencePolicy {
  readonly #agent: Agent;
  readonly #networks: ActorCritic;
  readonly #layout: ParameterLayout;
  #vector: tf.Tensor;

  /** @param vector `[P, 1, n]`; the reference keeps a copy. */
  constructor(agent: Agent, networks: ActorCritic, layout: ParameterLayout, vector: tf.Tensor) {
    this.#agent = agent;
    this.#networks = networks;
    this.#layout = layout;
    this.#vector = tf.clone(vector);
  }

  /**
   * What is known of the rows of an experience, and the log-probabilities that the reference gives, without noise, to the
   * actions taken. It sees the rows in order, as many at a time as a minibatch has, and so needs no more memory than
   * learning does.
   */
  judge({ columns, ...places }: DeviceExperience): DeviceExperience {
    const { starts, shares } = places;
    const lengths = shares.map((_, member) => starts[member + 1]! - starts[member]!);
    const longest = Math.max(1, ...lengths);
    const share = Math.max(1, ...shares);
    const referenceLogProbs = tf.tidy(() => {
      const params = this.#layout.named(this.#layout.split(this.#vector));
      const judged: tf.Tensor[] = [];
      for (let from = 0; from < longest; from += share) {
        const rows = lengths.map((length, member) => {
          const count = Math.max(0, Math.min(share, length - from));
          return Int32Array.from({ length: count }, (_, row) => starts[member]! + from + row);
        });
        judged.push(tf.tidy(() => this.#logProbs(params, rows, { columns, ...places })));
      }
      // From `[P, longest]` to the places of the experience, the one of the zeros included.
      const all = tf.concat([tf.reshape(tf.concat(judged, 1), [-1]), tf.zeros([1])], 0);
      const origins = new Int32Array(starts.at(-1)! + 1).fill(all.size - 1);
      for (const [member, length] of lengths.entries()) {
        for (let row = 0; row < length; row++) origins[starts[member]! + row] = member * longest + row;
      }
      return tf.gather(all, tf.tensor1d(origins, 'int32'));
    });
    return { ...places, columns: { ...columns, referenceLogProbs } };
  }

  /** `[P, B]` */
  #logProbs(params: NetworkParams, rows: readonly Int32Array[], experience: DeviceExperience): tf.Tensor {
    const nothing = new Float64Array(0);
    const members = rows.map((own) => ({ rows: own, advantages: nothing }));
    const { observations, actions } = deviceMinibatch(members, experience);
    return this.#agent.distribution.evaluate(this.#networks.act(params, observations), params, actions)
      .logProb;
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
