import type { MemberRow } from './member-rows.ts';
import { defineOp } from './op.ts';
import * as tf from './tf.ts';

/**
 * How a parameter compares with that of a narrower network whose learning rates it is to share, in the maximal-update
 * parametrization (μP).
 */
export interface WidthRatios {
  /** Inputs of its layer over those in the narrower network; 1 where they are not units of a hidden layer, and of a vector. */
  readonly inputs: number;
  /** The same of its outputs. */
  readonly outputs: number;
  /** What the network multiplies the layer's outputs by, over what the narrower one does. */
  readonly multiplier: number;
}

/** Name and matrix shape of one parameter, without the population axis. */
export interface NamedShape {
  readonly name: string;
  readonly shape: readonly [number, number];
  /** Left out in networks that do not say how their width is to be made up for. */
  readonly widths?: WidthRatios;
}

/** The numbers of one parameter of one member, on the host. */
export interface NamedRow {
  readonly name: string;
  readonly shape: readonly [number, number];
  readonly values: MemberRow;
}

/** `[P, 1, n]` → a leaf `[P, rows, columns]` for every shape, in order. */
export const splitLeavesOp = defineOp<'vector', { readonly shapes: readonly (readonly [number, number])[] }>({
  name: 'SplitLeaves',
  formula({ vector }, { shapes }) {
    const sizes = shapes.map(([rows, columns]) => rows * columns);
    const parts = sizes.length === 1 ? [vector] : tf.split(vector, sizes, 2);
    return parts.map((part, index) => tf.reshape(part, [vector.shape[0]!, ...shapes[index]!]));
  },
  gradient: {
    saves: [],
    savesResults: [],
    data: [],
    slopes: (dys) => ({ vector: () => joined(dys) }),
  },
});

/** Leaves `[P, rows, columns]`, under the numbers of their order → `[P, 1, n]`. */
export const joinLeavesOp = defineOp<string>({
  name: 'JoinLeaves',
  formula(leaves) {
    const rows = Object.values(leaves).map((leaf) => tf.reshape(leaf, [leaf.shape[0]!, 1, -1]));
    return rows.length === 1 ? rows : [tf.concat(rows, 2)];
  },
});

function joined(leaves: readonly tf.Tensor[]): tf.Tensor {
  return joinLeavesOp(Object.fromEntries(leaves.entries()), {})[0]!;
}

/**
 * How named parameters lie in one vector a member.
 *
 * The vector `[P, 1, n]` is what is trained, clipped, measured and saved; the networks see it split into leaves. Whole
 * vector operations cost one kernel call instead of one for every leaf.
 *
 * Buffers, what a network keeps beside its parameters, stand behind them in the vector that networks see and files hold. What
 * trains and measures sees the part before them, which `trained` describes.
 */
export class ParameterLayout {
  readonly names: readonly string[];
  readonly shapes: readonly (readonly [number, number])[];
  /** Numbers in each leaf. */
  readonly sizes: readonly number[];
  /** Where each leaf starts. */
  readonly offsets: readonly number[];
  /** Numbers in all. */
  readonly length: number;
  /** Of the parameters alone; itself where there are no buffers. */
  readonly trained: ParameterLayout;
  /** Of the buffers alone; null where there are none. */
  readonly buffers: ParameterLayout | null;

  constructor(parameters: readonly NamedShape[], buffers: readonly NamedShape[] = []) {
    const all = [...parameters, ...buffers];
    this.names = all.map(({ name }) => name);
    this.shapes = all.map(({ shape }) => shape);
    this.sizes = this.shapes.map(([rows, columns]) => rows * columns);
    let length = 0;
    this.offsets = this.sizes.map((size) => {
      length += size;
      return length - size;
    });
    this.length = length;
    const hasBuffers = buffers.length > 0;
    this.trained = hasBuffers ? new ParameterLayout(parameters) : this;
    this.buffers = hasBuffers ? new ParameterLayout(buffers) : null;
  }

  /** `[P, 1, n]` → leaves `[P, rows, columns]`, in order. */
  split(vector: tf.Tensor): tf.Tensor[] {
    return splitLeavesOp({ vector }, { shapes: this.shapes });
  }

  /** Leaves `[P, rows, columns]`, in order → `[P, 1, n]`. */
  join(leaves: readonly tf.Tensor[]): tf.Tensor {
    return joined(leaves);
  }

  /** The numbers of one member's vector on the host, parameter by parameter; views of it, in order. */
  arrays(vector: MemberRow): NamedRow[] {
    return this.names.map((name, index) => {
      const from = this.offsets[index]!;
      const values = vector.subarray(from, from + this.sizes[index]!);
      return { name, shape: this.shapes[index]!, values };
    });
  }

  /** Leaves under their names. */
  named(leaves: readonly tf.Tensor[]): { [name: string]: tf.Tensor } {
    return Object.fromEntries(this.names.map((name, index) => [name, leaves[index]!]));
  }

  /** Named leaves back in order. */
  ordered(params: { readonly [name: string]: tf.Tensor }): tf.Tensor[] {
    return this.names.map((name) => params[name]!);
  }
}
