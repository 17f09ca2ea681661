import type { z } from 'zod';
import type { RandomStream } from '../../src/random.ts';
import type { RegistryEntry } from '../../src/registry.ts';
import type { Tensor } from '../../src/tensors/tf.ts';

/** One parameter of a network: what it is called, how large it is, how it starts. */
export interface ParameterSpec {
  /** `actor.0.kernel`: network, layer, kind. The last layer is called `head`. */
  readonly name: string;
  /** `[in, out]` for a kernel, `[1, n]` for a vector. A population adds the members as first axis. */
  readonly shape: readonly [number, number];
  /** Draws one member's starting values, row-major. */
  initial(stream: RandomStream): Float64Array;
}

/** Parameters by name, each with the members as first axis. */
export type NetworkParams = { readonly [name: string]: Tensor };

/** A function approximator for a whole population. */
export interface Network {
  readonly parameters: readonly ParameterSpec[];
  /**
   * @param input `[P, B, inputs]`, data: no gradient flows into it.
   * @returns `[P, B, outputs]`
   */
  forward(params: NetworkParams, input: Tensor): Tensor;
}

/** What a network is built for. */
export interface NetworkShape {
  /** Prefix of the parameter names: `actor` or `critic`. */
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Scale of the last layer's initial weights: small for a policy that starts undecided. */
  readonly outputGain: number;
}

/** A kind of network: its settings, and how one is built. */
export interface NetworkEntry<Settings extends z.ZodObject = z.ZodObject> extends RegistryEntry {
  readonly settings: Settings;
  create(settings: z.output<Settings>, shape: NetworkShape): Network;
}

/** Ties an entry's settings to the type that its `create` receives. */
export function defineNetwork<Settings extends z.ZodObject>(entry: NetworkEntry<Settings>): NetworkEntry {
  return entry as unknown as NetworkEntry;
}
