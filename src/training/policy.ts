import type { ActionSampler, ActorCritic, Agent, NetworkParams } from '../../agents/index.ts';
import * as tf from '../tensors/tf.ts';

/** What the networks say about one observation of every copy. */
export interface Outputs {
  /** `[members × copies, outputLength]`, the actor's. */
  readonly actor: Float32Array;
  /** `[members × copies]`, the critic's; empty for an agent without one. */
  readonly values: Float32Array;
}

/** The networks of a population at one moment, ready to act from the host. Owns its parameters: dispose it. */
export class Policy {
  readonly #agent: Agent;
  readonly #networks: ActorCritic;
  readonly #params: NetworkParams;
  readonly #members: number;

  /** @param params the parameters by name; the policy owns them from here on. */
  constructor(agent: Agent, networks: ActorCritic, params: NetworkParams, members: number) {
    this.#agent = agent;
    this.#networks = networks;
    this.#params = params;
    this.#members = members;
  }

  /**
   * One forward pass: the observations go to the device in one tensor, everything comes back in one.
   *
   * @param observations `[members × copies, observationLength]`
   * @param critic whether the values are wanted too.
   */
  async predict(observations: Float32Array, copies: number, critic: boolean): Promise<Outputs> {
    const rows = this.#members * copies;
    const packed = tf.tidy(() => {
      const input = tf.tensor3d(observations, [this.#members, copies, observations.length / rows]);
      const outputs = tf.reshape(this.#networks.act(this.#params, input), [-1]);
      const values = critic ? this.#networks.value?.(this.#params, input) : undefined;
      return values ? tf.concat([outputs, tf.reshape(values, [-1])]) : outputs;
    });
    const data = (await packed.data()) as Float32Array;
    packed.dispose();
    const end = rows * this.#agent.distribution.outputLength;
    return { actor: data.subarray(0, end), values: data.subarray(end) };
  }

  /**
   * How each member draws its actions.
   *
   * @param updates updates that each member has made so far.
   */
  async samplers(updates: readonly number[]): Promise<ActionSampler[]> {
    const { distribution } = this.#agent;
    const learned = await Promise.all(distribution.parameters.map(({ name }) => this.#params[name]!.data()));
    return updates.map((made, member) => {
      const own = learned.map((values) => {
        const length = values.length / this.#members;
        return (values as Float32Array).subarray(member * length, (member + 1) * length);
      });
      return distribution.sampler(own, made);
    });
  }

  dispose(): void {
    tf.dispose(this.#params as tf.NamedTensorMap);
  }
}
