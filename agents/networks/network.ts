import type { z } from 'zod';
import type { Picture } from '../../src/picture.ts';
import type { RandomStream } from '../../src/random.ts';
import type { RegistryEntry } from '../../src/registry.ts';
import { ParameterLayout, type WidthRatios } from '../../src/tensors/parameter-layout.ts';
import type { Tensor } from '../../src/tensors/tf.ts';

/** One parameter of a network: what it is called, how large it is, how it starts. */
export interface ParameterSpec {
  /** `actor.0.kernel`: network, layer, kind. The last layer is called `head`. */
  readonly name: string;
  /** `[in, out]` for a kernel, `[1, n]` for a vector. A population adds the members as first axis. */
  readonly shape: readonly [number, number];
  /** How its width is to be made up for by whoever trains it; left out where it is not. */
  readonly widths?: WidthRatios;
  /** Draws one member's starting values, row-major. */
  initial(stream: RandomStream): Float64Array;
}

/** Parameters by name, each with the members as first axis. */
export type NetworkParams = { readonly [name: string]: Tensor };

/**
 * The random numbers that a network works with, dropout's masks for one. They are drawn on the host, row by row, from
 * streams of the member's own, so that nobody's draws depend on the company, and reach the network as one more input.
 */
export interface NetworkNoise {
  /** Numbers of each row. */
  readonly width: number;
  /** Whether evaluations draw too; otherwise they see the network without noise. */
  readonly inEvaluation: boolean;
  /** Writes the numbers of one row to `out[at…at+width-1]`. */
  draw(stream: RandomStream, out: Float32Array, at: number): void;
}

/** One buffer of a network: as a parameter, but that it may begin by the parameters that its member begins with. */
export interface BufferSpec {
  /** `actor.0.kernel_u`, of no parameter's name. */
  readonly name: string;
  readonly shape: readonly [number, number];
  /**
   * One member's starting values, row-major.
   *
   * @param stream which has drawn what stands before.
   * @param valuesOf what the same member's parameters, and buffers before this one, begin at, by name, row-major.
   */
  initial(stream: RandomStream, valuesOf: (name: string) => Float64Array): Float64Array;
}

/**
 * What a network keeps beside its parameters, such as the singular vectors of spectral normalisation: of each member by
 * itself, saved and kept with the parameters, and given to `forward` by name as they are. No optimizer sees it, no gradient
 * flows into it. It changes once in each step of learning, before the gradient is taken, and in nothing else: not where
 * policies act or are evaluated, nor where a rule asks for the loss elsewhere.
 */
export interface NetworkBuffers {
  readonly specs: readonly BufferSpec[];
  /**
   * What they become in a step of learning; call within `tf.tidy`. A member's depend on that member alone.
   *
   * @param params parameters and buffers by name. @returns every buffer by name.
   */
  advance(params: NetworkParams): NetworkParams;
}

/** A function approximator for a whole population. */
export interface Network {
  readonly parameters: readonly ParameterSpec[];
  /** Undefined for a network that keeps nothing beside its parameters. */
  readonly buffers?: NetworkBuffers | undefined;
  /** Undefined for a network without randomness of its own. */
  readonly noise?: NetworkNoise | undefined;
  /** True for a network whose rows are sequences of symbols. Default: false. */
  readonly readsSequences?: boolean;
  /** Numbers that its layers put out for a row, about. Default: one for each column of its parameters. */
  readonly numbersOfRow?: number;
  /**
   * @param input `[P, B, inputs]`, data: no gradient flows into it.
   * @param noise `[P, B, noise.width]`, data; undefined for the network without its noise.
   * @returns `[P, B, outputs]`
   */
  forward(params: NetworkParams, input: Tensor, noise?: Tensor): Tensor;
}

/** How a network's parameters lie in one vector, and what it keeps beside them. */
export function layoutOf({ parameters, buffers }: Pick<Network, 'parameters' | 'buffers'>): ParameterLayout {
  return new ParameterLayout(parameters, buffers?.specs);
}

/** What a network is built for. */
export interface NetworkShape {
  /** Prefix of the parameter names: `actor` or `critic`. */
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Scale of the last layer's initial weights: small for a policy that starts undecided. */
  readonly outputGain: number;
  /** Of rows that are sequences: their positions, and how many symbols there are; `outputs` are logits of every position. */
  readonly sequence?: { readonly length: number; readonly vocabulary: number };
  /** Of rows that are pictures. */
  readonly picture?: Picture;
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
