import type { NamedShape } from '../../tensors/parameter-layout.ts';
import * as tf from '../../tensors/tf.ts';
import type { Params } from '../entry/optimizer.ts';
import { parameterRoles, shapesOf } from '../layout/parameter-roles.ts';

/**
 * What learned optimizers remember of a tensor's gradients. Its N = rows · columns numbers lie below each other, `[P, N, …]`,
 * with a channel for every decay. Everything starts at zero and nothing is corrected for that.
 */
export type Accumulators = {
  /** Moving averages of the gradient, `[P, N, 3]`. */
  readonly momenta: tf.Tensor;
  /** Of its square, `[P, N, 1]`. */
  readonly squares: tf.Tensor;
  /**
   * Of the square plus 10⁻³⁰, of a matrix its mean over the longer side (the columns of a square), `[P, shorter, 3]`; of any
   * other tensor `[P, N, 3]`.
   */
  readonly rows: tf.Tensor;
  /** Of a matrix one, of its mean over the other side, `[P, longer, 3]`; of any other tensor none. */
  readonly columns: readonly tf.Tensor[];
};

/** What the moving averages keep of their past: `[P, 1, 3]`, `[P, 1, 1]` and `[P, 1, 3]`, or one row for all members. */
export interface Decays {
  readonly momenta: tf.Tensor;
  readonly squares: tf.Tensor;
  readonly factored: tf.Tensor;
}

/** A tensor at an update: its gradient and parameters `[P, N, 1]`, and what was remembered before and is now. */
export interface Seen {
  readonly name: string;
  /** Rows and columns of a matrix; undefined for any other tensor, whose rows are one. */
  readonly matrix: readonly [number, number] | undefined;
  readonly gradient: tf.Tensor;
  readonly param: tf.Tensor;
  readonly before: Accumulators;
  readonly now: Accumulators;
}

/** How many momenta and how many factored averages there are. */
const channels = 3;

/** The names of matrices: kernels, of one row too. */
function matricesOf(parameters: readonly NamedShape[]): ReadonlySet<string> {
  const roles = parameterRoles(parameters);
  return new Set(parameters.flatMap(({ name }) => (roles[name] === 'vector' ? [] : [name])));
}

/** Numbers of state of {@link noAccumulators}. */
export function accumulatorMemory(parameters: readonly NamedShape[]): number {
  const matrices = matricesOf(parameters);
  return parameters.reduce((sum, { name, shape: [rows, columns] }) => {
    const factored = matrices.has(name) ? rows + columns : rows * columns;
    return sum + (channels + 1) * rows * columns + channels * factored;
  }, 0);
}

/** The state of all tensors before the first gradient. */
export function noAccumulators(params: Params): { readonly [name: string]: Accumulators } {
  const matrices = matricesOf(shapesOf(params));
  return Object.fromEntries(
    Object.entries(params).map(([name, { shape }]) => {
      const [members, rows, columns] = shape as [number, number, number];
      const none = (length: number, width: number) => tf.zeros([members, length, width]);
      const size = rows * columns;
      return [
        name,
        {
          momenta: none(size, channels),
          squares: none(size, 1),
          ...(matrices.has(name)
            ? {
                rows: none(Math.min(rows, columns), channels),
                columns: [none(Math.max(rows, columns), channels)],
              }
            : { rows: none(size, channels), columns: [] }),
        },
      ];
    }),
  );
}

/** Takes the gradients in, and lays out what a learned optimizer looks at. */
export function accumulate(
  gradients: Params,
  state: { readonly [name: string]: Accumulators },
  params: Params,
  decays: Decays,
): Seen[] {
  const matrices = matricesOf(shapesOf(params));
  return Object.entries(params).map(([name, param]) => {
    const [members, rows, columns] = param.shape as [number, number, number];
    const below = (tensor: tf.Tensor) => tf.reshape(tensor, [members, rows * columns, 1]);
    const gradient = below(gradients[name]!);
    const before = state[name]!;
    const square = tf.square(gradient);
    const positive = tf.add(square, 1e-30);
    const matrix = matrices.has(name) ? ([rows, columns] as const) : undefined;
    const meanOver = (axis: number) =>
      tf.reshape(tf.mean(tf.reshape(positive, [members, rows, columns]), axis), [members, -1, 1]);
    // The longer side is averaged over first; of a square, the columns.
    const first = rows <= columns ? 2 : 1;
    const now: Accumulators = {
      momenta: average(before.momenta, gradient, decays.momenta),
      squares: average(before.squares, square, decays.squares),
      rows: average(before.rows, matrix ? meanOver(first) : positive, decays.factored),
      columns: before.columns.map((each) => average(each, meanOver(3 - first), decays.factored)),
    };
    return { name, matrix, gradient, param: below(param), before, now };
  });
}

/** The state that {@link accumulate} leaves. */
export function remembered(seen: readonly Seen[]): { readonly [name: string]: Accumulators } {
  return Object.fromEntries(seen.map(({ name, now }) => [name, now]));
}

/** Steps `[P, N, 1]` of all tensors in the shapes of the parameters. */
export function inShape(params: Params, steps: readonly tf.Tensor[]): Params {
  return Object.fromEntries(
    Object.entries(params).map(([name, { shape }], index) => [name, tf.reshape(steps[index]!, shape)]),
  );
}

function average(before: tf.Tensor, now: tf.Tensor, keep: tf.Tensor): tf.Tensor {
  return tf.add(tf.mul(before, keep), tf.mul(now, tf.sub(1, keep)));
}
