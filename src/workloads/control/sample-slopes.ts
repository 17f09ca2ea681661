import type { SampledScores, SampledValues, SampleSlopes } from '../../optimizers/index.ts';
import type { ParameterLayout } from '../../tensors/parameter-layout.ts';
import * as tf from '../../tensors/tf.ts';
import { presentRows, type RowNumber, rowSlopes, slopesInOutputs } from '../row-slopes.ts';
import { inOrder, type LossParts, ofMembers, overGroups, rowsApart } from './loss-oracles.ts';
import type { DeviceMinibatch } from './minibatch.ts';
import type { MinibatchGroup } from './minibatch-groups.ts';
import { rowsInParts } from './minibatch-parts.ts';

/** The critic on the rows, in parts of at most so many. Call within `tf.tidy`, as what is returned. */
export function valueParts(
  parts: LossParts,
  groups: readonly MinibatchGroup[],
  most: number,
): readonly ((vector: tf.Tensor) => SampledValues)[] {
  const { networks, layout } = parts;
  const value: RowNumber<DeviceMinibatch> = {
    names: layout.trained.names.filter((name) => name.startsWith('critic.')),
    others: [],
    see: (params, { observations, noise }) => networks.value!(params, observations, noise),
    judge: (seen) => seen,
    apart: rowsApart,
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
  const score: RowNumber<DeviceMinibatch> = {
    names: layout.trained.names.filter((name) => !name.startsWith('critic.') && !others.includes(name)),
    others,
    see: (params, { observations, noise }) => networks.act(params, observations, noise),
    judge: (seen, params, { actions }) => distribution.evaluate(seen, params, actions).logProb,
    apart: rowsApart,
  };
  return rowsInParts(groups, most).map((part) => (vector) => ({
    present: overGroups(part, (_, batch) => presentRows(batch)),
    advantages: overGroups(part, (_, batch) => tf.mul(batch.advantages, presentRows(batch))),
    slopes: () => slopesOf(layout, part, vector, score),
    outputSlopes: () =>
      overGroups(part, (pick, batch) =>
        slopesInOutputs(layout.named(layout.split(pick(vector))), batch, score),
      ),
  }));
}

function slopesOf(
  layout: ParameterLayout,
  groups: readonly MinibatchGroup[],
  vector: tf.Tensor,
  number: RowNumber<DeviceMinibatch>,
): Record<string, SampleSlopes> {
  const made = groups.map(({ members, batch }) => {
    const params = layout.named(layout.split(ofMembers(vector, members, groups)));
    return rowSlopes(params, batch, number);
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
