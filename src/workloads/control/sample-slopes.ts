import { type SeenLayer, watchingLayers } from '../../../agents/networks/layer-outputs.ts';
import type { SampledScores, SampledValues, SampleSlopes } from '../../optimizers/index.ts';
import { inFormulas } from '../../tensors/op.ts';
import type { ParameterLayout } from '../../tensors/parameter-layout.ts';
import * as tf from '../../tensors/tf.ts';
import { inOrder, type LossParts, ofMembers, overGroups, rowsApart } from './loss-oracles.ts';
import type { DeviceMinibatch } from './minibatch.ts';
import type { MinibatchGroup } from './minibatch-groups.ts';
import { presentRows, rowsInParts } from './minibatch-parts.ts';

type Named = { readonly [name: string]: tf.Tensor };

/** A number of every row that a network has a part in. */
interface RowNumber {
  /** Of the network's parameters. */
  readonly names: readonly string[];
  /** Of the parameters that `judge` alone looks at. */
  readonly others: readonly string[];
  /** What the network says of every row, `[P, B, …]`. */
  see(params: Named, batch: DeviceMinibatch): tf.Tensor;
  /** The number, `[P, B]`. */
  judge(seen: tf.Tensor, params: Named, batch: DeviceMinibatch): tf.Tensor;
}

/** The critic on the rows, in parts of at most so many. Call within `tf.tidy`, as what is returned. */
export function valueParts(
  parts: LossParts,
  groups: readonly MinibatchGroup[],
  most: number,
): readonly ((vector: tf.Tensor) => SampledValues)[] {
  const { networks, layout } = parts;
  const value: RowNumber = {
    names: layout.names.filter((name) => name.startsWith('critic.')),
    others: [],
    see: (params, { observations, noise }) => networks.value!(params, observations, noise),
    judge: (seen) => seen,
  };
  return rowsInParts(groups, most).map((part) => (vector) => ({
    present: overGroups(part, (_, batch) => presentRows(batch)),
    errors: overGroups(part, (pick, batch) => {
      const said = value.see(layout.named(layout.split(pick(vector))), batch);
      return tf.mul(tf.sub(said, batch.returns), presentRows(batch));
    }),
    slopes: () => slopesOf(layout, part, vector, value),
  }));
}

/** The policy on the actions of the rows, in parts of at most so many. Call within `tf.tidy`, as what is returned. */
export function scoreParts(
  parts: LossParts,
  groups: readonly MinibatchGroup[],
  most: number,
): readonly ((vector: tf.Tensor) => SampledScores)[] {
  const { agent, networks, layout } = parts;
  const { distribution } = agent;
  const others = distribution.parameters.map(({ name }) => name);
  const score: RowNumber = {
    names: layout.names.filter((name) => !name.startsWith('critic.') && !others.includes(name)),
    others,
    see: (params, { observations, noise }) => networks.act(params, observations, noise),
    judge: (seen, params, { actions }) => distribution.evaluate(seen, params, actions).logProb,
  };
  return rowsInParts(groups, most).map((part) => (vector) => ({
    present: overGroups(part, (_, batch) => presentRows(batch)),
    advantages: overGroups(part, (_, batch) => tf.mul(batch.advantages, presentRows(batch))),
    slopes: () => slopesOf(layout, part, vector, score),
  }));
}

function slopesOf(
  layout: ParameterLayout,
  groups: readonly MinibatchGroup[],
  vector: tf.Tensor,
  number: RowNumber,
): Record<string, SampleSlopes> {
  const made = groups.map(({ members, batch }) => {
    const params = layout.named(layout.split(ofMembers(vector, members, groups)));
    return { ...networkSlopes(params, batch, number), ...slopesOfOthers(params, batch, number) };
  });
  const [first] = made;
  if (groups.length === 1) return first!;
  const whole = new Map<tf.Tensor, tf.Tensor>();
  const together = (pick: (own: Record<string, SampleSlopes>) => tf.Tensor): tf.Tensor => {
    const key = pick(first!);
    const known = whole.get(key) ?? inOrder(groups, made.map(pick));
    whole.set(key, known);
    return known;
  };
  return Object.fromEntries(
    Object.entries(first!).map(([name, { inputs }]) => [
      name,
      {
        ...(inputs && { inputs: together((own) => own[name]!.inputs!) }),
        signals: together((own) => own[name]!.signals),
      },
    ]),
  );
}

/**
 * What came back to a dense layer is the slope in its bias, where every row is given a bias of its own; so are the slopes in
 * other vectors that layers let meet the rows one by one. In parameters that no layer has shown, slopes are taken with every
 * row as a member of its own.
 */
function networkSlopes(
  params: Named,
  batch: DeviceMinibatch,
  number: RowNumber,
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
function slopesApart(
  params: Named,
  batch: DeviceMinibatch,
  names: readonly string[],
  { see, judge }: RowNumber,
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
function slopesOfOthers(
  params: Named,
  batch: DeviceMinibatch,
  number: RowNumber,
): Record<string, SampleSlopes> {
  const { others, see, judge } = number;
  if (others.length === 0) return {};
  const seen = see(params, batch);
  const rows = tf.reshape(seen, [-1, 1, ...seen.shape.slice(2)]);
  const apart = rowsApart(batch);
  const copies = Object.fromEntries(others.map((name) => [name, copiesOf(params[name]!, batch)] as const));
  return gradientsApart(others, copies, batch, (given) => judge(rows, { ...params, ...given }, apart));
}

/** `[P, in, out]` → `[P · B, in, out]` */
function copiesOf(param: tf.Tensor, { weights }: DeviceMinibatch): tf.Tensor {
  const [members, rows] = weights.shape as [number, number];
  const [, ...shape] = param.shape as [number, number, number];
  const tiled = tf.tile(tf.reshape(param, [members, 1, -1]), [1, rows, 1]);
  return tf.reshape(tiled, [members * rows, ...shape]);
}

/** @param number of each copy. */
function gradientsApart(
  names: readonly string[],
  copies: Named,
  batch: DeviceMinibatch,
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
