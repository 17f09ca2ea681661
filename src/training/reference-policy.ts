import type { ActorCritic, Agent } from '../../agents/index.ts';
import { type MemberRow, readMembers, withMembers } from '../tensors/member-rows.ts';
import type { ParameterLayout } from '../tensors/parameter-layout.ts';
import * as tf from '../tensors/tf.ts';
import type { ExperienceBuffer } from './experience-buffer.ts';
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

  /** Writes the log-probabilities that it gives, without noise, to the actions taken into the members' buffers. */
  async judge(buffers: readonly ExperienceBuffer[], observationLength: number): Promise<void> {
    const { distribution } = this.#agent;
    const logProbs = tf.tidy(() => {
      const params = this.#layout.named(this.#layout.split(this.#vector));
      const nothing = new Float64Array(Math.max(...buffers.map(({ length }) => length)));
      const rows = buffers.map((buffer) => ({
        buffer,
        rows: Int32Array.from({ length: buffer.length }, (_, row) => row),
        advantages: nothing,
        returns: nothing,
      }));
      const { observations, actions } = deviceMinibatch(rows, distribution.space, observationLength);
      return distribution.evaluate(this.#networks.act(params, observations), params, actions).logProb;
    });
    const values = (await logProbs.data()) as Float32Array;
    const width = logProbs.shape[1]!;
    logProbs.dispose();
    buffers.forEach((buffer, member) => {
      buffer.referenceLogProbs = values.slice(member * width, member * width + buffer.length);
    });
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
