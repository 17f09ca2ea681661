import { type SeenLayer, watchingLayers } from '../../agents/networks/layer-outputs.ts';
import type { SampleSlopes } from '../optimizers/index.ts';
import { inFormulas } from '../tensors/op.ts';
import * as tf from '../tensors/tf.ts';

type Named = { readonly [name: string]: tf.Tensor };

/** Rows of every member, `[P, B, …]`, of which those count that weigh something. */
export interface WeightedRows {
  /** `[P, B]` */
  readonly weights: tf.Tensor;
}

/** A number of every row that a network has a part in. */
export interface RowNumber<Batch extends WeightedRows> {
  /** Of the network's parameters. */
  readonly names: readonly string[];
  /** Of the parameters that `judge` alone looks at. */
  readonly others: readonly string[];
  /** What the network says of every row, `[P, B, …]`. */
  see(params: Named, batch: Batch): tf.Tensor;
  /** The number, `[P, B]`. */
  judge(seen: tf.Tensor, params: Named, batch: Batch): tf.Tensor;
  /** Every row as a member with this row alone. */
  apart(batch: Batch): Batch;
}

/** 1 for rows, 0 for what only pads a shorter member: `[P, B]`. */
export function presentRows({ weights }: WeightedRows): tf.Tensor {
  return tf.cast(tf.greater(weights, 0), 'float32');
}

/** How the number of each row changes with each parameter that it depends on. Call within `tf.tidy`. */
export function rowSlopes<Batch extends WeightedRows>(
  params: Named,
  batch: Batch,
  number: RowNumber<Batch>,
): Record<string, SampleSlopes> {
  return { ...networkSlopes(params, batch, number), ...slopesOfOthers(params, batch, number) };
}

/** How the number of each row changes with what the network says of it, in the shape of that; 0 for rows that only pad. */
export function slopesInOutputs<Batch extends WeightedRows>(
  params: Named,
  batch: Batch,
  { see, judge }: RowNumber<Batch>,
): tf.Tensor {
  const total = (seen: tf.Tensor): tf.Tensor =>
    tf.sum(tf.mul(judge(seen, params, batch), presentRows(batch)));
  return tf.grad(total)(see(params, batch));
}

/**
 * What came back to a dense layer is the slope in its bias, where every row is given a bias of its own; so are the slopes in
 * other vectors that layers let meet the rows one by one. In parameters that no layer has shown, slopes are taken with every
 * row as a member of its own.
 */
function networkSlopes<Batch extends WeightedRows>(
  params: Named,
  batch: Batch,
  number: RowNumber<Batch>,
): Record<string, SampleSlopes> {
  const { vectors, kernels } = shownBy(params, number.names, () => number.see(params, batch));
  const rows = batch.weights.shape[1]!;
  const own = vectors.map((name) => tf.tile(params[name]!, [1, rows, 1]));
  const total = (given: Named): tf.Tensor => {
    const all = { ...params, ...given };
    return tf.sum(tf.mul(number.judge(number.see(all, batch), all, batch), presentRows(batch)));
  };
  const signals =
    own.length === 0
      ? []
      : inFormulas(() =>
          tf.grads((...given) => total(Object.fromEntries(vectors.map((name, i) => [name, given[i]!]))))(own),
        );
  const slopes: Record<string, SampleSlopes> = Object.fromEntries(
    vectors.map((name, index) => [name, { signals: signals[index]! }]),
  );
  for (const { kernel, bias, inputs } of kernels) slopes[kernel] = { inputs, signals: slopes[bias]!.signals };
  const missing = number.names.filter((name) => !(name in slopes));
  return { ...slopes, ...slopesApart(params, batch, missing, number) };
}

/** Which parameters each layer works with, where it is the only one that does. */
function shownBy(params: Named, names: readonly string[], work: () => tf.Tensor) {
  const shown: SeenLayer[] = [];
  watchingLayers((layer) => shown.push(layer), work);
  const times = new Map<tf.Tensor, number>();
  for (const { parameter, input, vectors } of shown) {
    for (const each of input ? [parameter, ...vectors] : vectors) times.set(each, (times.get(each) ?? 0) + 1);
  }
  const nameOf = (tensor: tf.Tensor): string | undefined =>
    times.get(tensor) === 1 ? names.find((name) => params[name] === tensor) : undefined;
  const vectors = shown.flatMap((layer) => layer.vectors.flatMap((each) => nameOf(each) ?? []));
  const kernels = shown.flatMap(({ parameter, input, vectors: [first] }) => {
    const [kernel, bias] = [nameOf(parameter), first && nameOf(first)];
    return input && kernel !== undefined && bias !== undefined ? [{ kernel, bias, inputs: input }] : [];
  });
  return { vectors, kernels };
}

/** Slopes in some of the network's parameters, with every row as a member. */
function slopesApart<Batch extends WeightedRows>(
  params: Named,
  batch: Batch,
  names: readonly string[],
  { see, judge, apart: rowsApart }: RowNumber<Batch>,
): Record<string, SampleSlopes> {
  if (names.length === 0) return {};
  const apart = rowsApart(batch);
  const copies = Object.fromEntries(
    Object.entries(params).map(([name, own]) => [name, copiesOf(own, batch)] as const),
  );
  return gradientsApart(names, copies, batch, (given) => {
    const all = { ...copies, ...given };
    return judge(see(all, apart), all, apart);
  });
}

/** Slopes in what the network has no part in: what it says stays as it is. */
function slopesOfOthers<Batch extends WeightedRows>(
  params: Named,
  batch: Batch,
  number: RowNumber<Batch>,
): Record<string, SampleSlopes> {
  const { others, see, judge, apart: rowsApart } = number;
  if (others.length === 0) return {};
  const seen = see(params, batch);
  const rows = tf.reshape(seen, [-1, 1, ...seen.shape.slice(2)]);
  const apart = rowsApart(batch);
  const copies = Object.fromEntries(others.map((name) => [name, copiesOf(params[name]!, batch)] as const));
  return gradientsApart(others, copies, batch, (given) => judge(rows, { ...params, ...given }, apart));
}

/** `[P, in, out]` → `[P · B, in, out]` */
function copiesOf(param: tf.Tensor, { weights }: WeightedRows): tf.Tensor {
  const [members, rows] = weights.shape as [number, number];
  const [, ...shape] = param.shape as [number, number, number];
  const tiled = tf.tile(tf.reshape(param, [members, 1, -1]), [1, rows, 1]);
  return tf.reshape(tiled, [members * rows, ...shape]);
}

/** @param number of each copy. */
function gradientsApart(
  names: readonly string[],
  copies: Named,
  batch: WeightedRows,
  number: (given: Named) => tf.Tensor,
): Record<string, SampleSlopes> {
  const [members, rows] = batch.weights.shape as [number, number];
  const found = tf.grads((...given: tf.Tensor[]) =>
    tf.sum(number(Object.fromEntries(names.map((name, index) => [name, given[index]!])))),
  )(names.map((name) => copies[name]!));
  const present = tf.expandDims(presentRows(batch), 2);
  return Object.fromEntries(
    names.map((name, index) => [
      name,
      { signals: tf.mul(tf.reshape(found[index]!, [members, rows, -1]), present) },
    ]),
  );
}
