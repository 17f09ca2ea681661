import type { ActionSampler, ActorCritic, Agent, NetworkParams } from '../../agents/index.ts';
import type { RandomStream } from '../random.ts';
import * as tf from '../tensors/tf.ts';
import { mapTree, tidyTree } from '../tensors/tree.ts';

/** What the networks say about one observation of every copy. */
export interface Outputs {
  /** `[members × copies, outputLength]`, the actor's. */
  readonly actor: Float32Array;
  /** `[members × copies]`, the critic's; empty for an agent without one. */
  readonly values: Float32Array;
}

/**
 * The networks of a population at one moment, ready to act from the host. Owns its parameters: dispose it.
 *
 * Who acts may only become fewer: when half of the members it holds stand still, it lets go of their parameters, so that
 * those that are done cost next to nothing while others go on.
 */
export class Policy {
  readonly #agent: Agent;
  readonly #networks: ActorCritic;
  readonly #members: number;
  readonly #noise: readonly RandomStream[] | null;
  #params: NetworkParams;
  /** Whose parameters these are, in order. */
  #held: readonly number[];

  /**
   * @param params the parameters by name; the policy owns them from here on.
   * @param noise what the networks draw from, a stream a member; null for networks without their noise.
   */
  constructor(
    agent: Agent,
    networks: ActorCritic,
    params: NetworkParams,
    members: number,
    noise: readonly RandomStream[] | null = null,
  ) {
    this.#agent = agent;
    this.#networks = networks;
    this.#params = params;
    this.#members = members;
    this.#noise = networks.noise ? noise : null;
    this.#held = Array.from({ length: members }, (_, member) => member);
  }

  /**
   * One forward pass: the observations go to the device in one tensor, everything comes back in one.
   *
   * @param observations `[members × copies, observationLength]`
   * @param running `[members × copies]`, the rows that act: they alone draw noise. What comes back for members without
   * any means nothing.
   * @param critic whether the values are wanted too.
   */
  async predict(observations: Float32Array, running: Uint8Array, critic: boolean): Promise<Outputs> {
    this.#letGo(running);
    const value = critic ? this.#networks.value : undefined;
    const data = await this.#ask(observations, running.length, (input) => {
      const noise = this.#drawn(running);
      const outputs = tf.reshape(this.#networks.act(this.#params, input, noise), [-1]);
      if (!value) return outputs;
      return tf.concat([outputs, tf.reshape(value(this.#params, input, noise), [-1])]);
    });
    const rows = this.#held.length * (running.length / this.#members);
    const end = rows * this.#agent.distribution.outputLength;
    return { actor: this.#spread(data.subarray(0, end)), values: this.#spread(data.subarray(end)) };
  }

  /**
   * What the critic says of what is not acted on, without noise.
   *
   * @param observations `[members × copies, observationLength]`
   * @returns `[members × copies]`
   */
  async values(observations: Float32Array, copies: number): Promise<Float32Array> {
    const data = await this.#ask(observations, this.#members * copies, (input) =>
      tf.reshape(this.#networks.value!(this.#params, input), [-1]),
    );
    return this.#spread(data);
  }

  /**
   * How each member draws its actions. Ask before anybody stands still.
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

  /** @param rows of all members. */
  async #ask(
    observations: Float32Array,
    rows: number,
    answer: (input: tf.Tensor) => tf.Tensor,
  ): Promise<Float32Array> {
    const [held, copies, length] = [this.#held.length, rows / this.#members, observations.length / rows];
    const packed = tf.tidy(() => answer(tf.tensor3d(this.#gather(observations), [held, copies, length])));
    const data = (await packed.data()) as Float32Array;
    packed.dispose();
    return data;
  }

  /** `[held, copies, width]`; zeros for rows that stand still. */
  #drawn(running: Uint8Array): tf.Tensor | undefined {
    const { noise: kind } = this.#networks;
    if (!kind || !this.#noise) return undefined;
    const copies = running.length / this.#members;
    const out = new Float32Array(this.#held.length * copies * kind.width);
    for (const [place, member] of this.#held.entries()) {
      for (let copy = 0; copy < copies; copy++) {
        if (!running[member * copies + copy]) continue;
        kind.draw(this.#noise[member]!, out, (place * copies + copy) * kind.width);
      }
    }
    return tf.tensor3d(out, [this.#held.length, copies, kind.width]);
  }

  #letGo(running: Uint8Array): void {
    const copies = running.length / this.#members;
    const places = [...this.#held.keys()].filter((place) => {
      const first = this.#held[place]! * copies;
      return running.subarray(first, first + copies).includes(1);
    });
    if (places.length === 0 || 2 * places.length > this.#held.length) return;
    const before = this.#params;
    this.#params = tidyTree(() => {
      const rows = tf.tensor1d(places, 'int32');
      return mapTree((param) => tf.gather(param, rows), before);
    });
    tf.dispose(before as tf.NamedTensorMap);
    this.#held = places.map((place) => this.#held[place]!);
  }

  /** The part of what belongs to all members, in equal parts, that belongs to those held. */
  #gather(all: Float32Array): Float32Array {
    if (this.#held.length === this.#members) return all;
    const length = all.length / this.#members;
    const own = new Float32Array(this.#held.length * length);
    for (const [place, member] of this.#held.entries()) {
      own.set(all.subarray(member * length, (member + 1) * length), place * length);
    }
    return own;
  }

  /** The opposite: what belongs to those held, in the places that it has among all. */
  #spread(own: Float32Array): Float32Array {
    if (this.#held.length === this.#members) return own;
    const length = own.length / this.#held.length;
    const all = new Float32Array(this.#members * length);
    for (const [place, member] of this.#held.entries()) {
      all.set(own.subarray(place * length, (place + 1) * length), member * length);
    }
    return all;
  }
}
