import type { ActionSampler, ActorCritic, Agent, NetworkParams } from '../../../agents/index.ts';
import type { RandomStream } from '../../random.ts';
import { RecordedFunction } from '../../tensors/replay/recorded-function.ts';
import * as tf from '../../tensors/tf.ts';
import { type Parcel, packed, sendTogether, unpacked } from '../../tensors/together.ts';
import { mapTree, tidyTree } from '../../tensors/tree.ts';

/** What the networks say about one observation of every copy. */
export interface Outputs {
  /** `[members × copies, outputLength]`, the actor's. */
  readonly actor: Float32Array;
  /** `[members × copies]`, the critic's; undefined for an agent without one. */
  readonly values: Float32Array | undefined;
  /** `[members × copies]`, what the critic says of the ends that it was shown. */
  readonly endValues: Float32Array | undefined;
}

/** What is not acted on (yet), or what the critic says of it. */
export interface Ahead {
  /** What comes next, at the end of a roll-out. */
  readonly next: Float32Array | undefined;
  /** Where episodes have been cut. */
  readonly ends: Float32Array | undefined;
}

/** Parameters by name, and the members whose they are, in order. */
interface Held {
  readonly params: NetworkParams;
  /** The same as a list. */
  readonly tensors: readonly tf.Tensor[];
  readonly members: readonly number[];
}

function heldBy(params: NetworkParams, members: readonly number[]): Held {
  return { params, tensors: Object.values(params) as tf.Tensor[], members };
}

/** What is sent of one pass through the networks, by name. */
type Parcels = Readonly<Record<string, Parcel | undefined>>;

/** Passes through the networks, which are recorded and replayed: policies of one population share them. */
export type ForwardPasses = RecordedFunction<Parcels>;

export function forwardPasses(): ForwardPasses {
  return new RecordedFunction('a pass through the networks');
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
  readonly #passes: ForwardPasses;
  #held: Held;

  /**
   * @param params the parameters by name; the policy owns them from here on.
   * @param noise what the networks draw from, a stream a member; null for networks without their noise.
   * @param passes of policies of these networks, whose owner disposes them.
   */
  constructor(
    agent: Agent,
    networks: ActorCritic,
    params: NetworkParams,
    members: number,
    noise: readonly RandomStream[] | null,
    passes: ForwardPasses,
  ) {
    this.#agent = agent;
    this.#networks = networks;
    this.#members = members;
    this.#noise = networks.noise ? noise : null;
    this.#passes = passes;
    this.#held = heldBy(
      params,
      Array.from({ length: members }, (_, member) => member),
    );
  }

  /**
   * One forward pass: everything goes to the device in one transfer, and everything comes back in one.
   *
   * @param observations `[members × copies, observationLength]`
   * @param running `[members × copies]`, the rows that act: they alone draw noise. What comes back for members without
   * any means nothing.
   * @param critic whether the values are wanted too.
   * @param ends like the observations: where episodes have been cut since, which the critic values without noise.
   * @param kept rows of members that are still asked about, though they may act no more.
   */
  async predict(
    observations: Float32Array,
    running: Uint8Array,
    critic: boolean,
    ends?: Float32Array,
    kept = running,
  ): Promise<Outputs> {
    const networks = this.#networks;
    const before = this.#held;
    const held = this.#fewer(kept);
    const copies = running.length / this.#members;
    const parcels = {
      observations: this.#parcel(observations, copies, held),
      noise: this.#drawn(running, held),
      ends: ends && this.#parcel(ends, copies, before),
    };
    const rows = held.members.length * copies;
    const sizes = {
      actor: rows * this.#agent.distribution.outputLength,
      values: critic && networks.value ? rows : undefined,
      endValues: ends && before.members.length * copies,
    };
    const forward = () => {
      const sent = sendTogether(parcels, (now) => now);
      return {
        actor: networks.act(held.params, sent.observations!, sent.noise),
        values: critic ? networks.value?.(held.params, sent.observations!, sent.noise) : undefined,
        endValues: sent.ends && networks.value!(before.params, sent.ends),
      };
    };
    const owners = ends && held !== before ? [held, before] : [held];
    const answers = this.#forwardPass(owners, parcels, sizes, forward);
    if (held !== before) tf.dispose(before.params as tf.NamedTensorMap);
    this.#held = held;
    const { actor, values, endValues } = await answers;
    return {
      actor: this.#spread(actor!, held),
      values: values && this.#spread(values, held),
      endValues: endValues && this.#spread(endValues, before),
    };
  }

  /**
   * What the critic says, without noise, of what is not acted on; all in one transfer.
   *
   * @param seen `[members × copies, observationLength]` each: what comes next, and where episodes have been cut.
   * @returns `[members × copies]` of each that is there.
   */
  async values(seen: Ahead, copies: number): Promise<Ahead> {
    const held = this.#held;
    const critic = (input: tf.Tensor | undefined) => input && this.#networks.value!(held.params, input);
    const parcels = {
      next: seen.next && this.#parcel(seen.next, copies, held),
      ends: seen.ends && this.#parcel(seen.ends, copies, held),
    };
    const rows = held.members.length * copies;
    const sizes = { next: seen.next && rows, ends: seen.ends && rows };
    const { next, ends } = await this.#forwardPass([held], parcels, sizes, () => {
      const sent = sendTogether(parcels, (now) => now);
      return { next: critic(sent.next), ends: critic(sent.ends) };
    });
    return { next: next && this.#spread(next, held), ends: ends && this.#spread(ends, held) };
  }

  /**
   * How each member draws its actions. Ask before anybody stands still.
   *
   * @param updates updates that each member has made so far.
   */
  async samplers(updates: readonly number[]): Promise<ActionSampler[]> {
    const { distribution } = this.#agent;
    const learned = await Promise.all(
      distribution.parameters.map(({ name }) => this.#held.params[name]!.data()),
    );
    return updates.map((made, member) => {
      const own = learned.map((values) => {
        const length = values.length / this.#members;
        return (values as Float32Array).subarray(member * length, (member + 1) * length);
      });
      return distribution.sampler(own, made);
    });
  }

  dispose(): void {
    tf.dispose(this.#held.params as tf.NamedTensorMap);
  }

  /**
   * One pass through the networks, and what it says in one transfer.
   *
   * @param owners whose parameters it uses. @param sizes of what it makes, by name.
   * @param forward a function of parameters and parcels alone.
   */
  async #forwardPass<Name extends string>(
    owners: readonly Held[],
    parcels: Parcels,
    sizes: { readonly [name in Name]: number | undefined },
    forward: () => { readonly [name in Name]: tf.Tensor | undefined },
  ): Promise<{ readonly [name in Name]?: Float32Array }> {
    // Names are the same for all that have as many parcels and sizes, absent ones included.
    let key = `${owners.length}`;
    for (const name in parcels) key += ` ${parcels[name]?.numbers.length}`;
    for (const name in sizes) key += ` ${sizes[name]}`;
    const params = owners.length === 1 ? owners[0]!.tensors : owners.flatMap(({ tensors }) => tensors);
    return unpacked(await this.#passes.read(key, params, parcels, () => packed(forward())), sizes);
  }

  /** `[held, copies, width]`; zeros for rows that stand still. */
  #drawn(running: Uint8Array, { members }: Held): Parcel | undefined {
    const { noise: kind } = this.#networks;
    if (!kind || !this.#noise) return undefined;
    const copies = running.length / this.#members;
    const numbers = new Float32Array(members.length * copies * kind.width);
    for (const [place, member] of members.entries()) {
      for (let copy = 0; copy < copies; copy++) {
        if (!running[member * copies + copy]) continue;
        kind.draw(this.#noise[member]!, numbers, (place * copies + copy) * kind.width);
      }
    }
    return { numbers, shape: [members.length, copies, kind.width] };
  }

  /** Those held, or, if half of them stand still, the others alone with parameters of their own. */
  #fewer(running: Uint8Array): Held {
    const { params, members } = this.#held;
    const copies = running.length / this.#members;
    // Mostly all of them act.
    if (!running.includes(0)) return this.#held;
    const places = [...members.keys()].filter((place) => {
      const first = members[place]! * copies;
      return running.subarray(first, first + copies).includes(1);
    });
    if (places.length === 0 || 2 * places.length > members.length) return this.#held;
    const own = tidyTree(() => {
      const rows = tf.tensor1d(places, 'int32');
      return mapTree((param) => tf.gather(param, rows), params);
    });
    return heldBy(
      own,
      places.map((place) => members[place]!),
    );
  }

  /** `[held, copies, length]`: the part of what belongs to all members, in equal parts, that belongs to those held. */
  #parcel(all: Float32Array, copies: number, { members }: Held): Parcel {
    const length = all.length / this.#members;
    const shape = [members.length, copies, length / copies];
    if (members.length === this.#members) return { numbers: all, shape };
    const numbers = new Float32Array(members.length * length);
    for (const [place, member] of members.entries()) {
      numbers.set(all.subarray(member * length, (member + 1) * length), place * length);
    }
    return { numbers, shape };
  }

  /** The opposite: what belongs to those held, in the places that it has among all. */
  #spread(own: Float32Array, { members }: Held): Float32Array {
    if (members.length === this.#members) return own;
    const length = own.length / members.length;
    const all = new Float32Array(this.#members * length);
    for (const [place, member] of members.entries()) {
      all.set(own.subarray(place * length, (place + 1) * length), member * length);
    }
    return all;
  }
}
