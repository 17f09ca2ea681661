import type { Minibatch } from '../../../agents/index.ts';
import { parseCall } from '../../call-expression.ts';
import {
  countNumbers,
  exampleOf,
  makeOptimizer,
  optimizers,
  type Params,
  stateMemory,
} from '../../optimizers/index.ts';
import { RandomStream } from '../../random.ts';
import { ParameterLayout } from '../../tensors/parameter-layout.ts';
import * as tf from '../../tensors/tf.ts';
import { disposeTree, tidyTree } from '../../tensors/tree.ts';
import { formatNumber } from '../../text/format.ts';
import type { Column } from '../../text/table.ts';
import { defaultParts } from '../../workloads/control/default-parts.ts';
import { lossGradient } from '../../workloads/control/loss-gradient.ts';
import { defineTopic, type Measured, type TimedWork } from '../topic.ts';

interface Case {
  readonly optimizer: string;
  readonly members: number;
}

interface Row {
  readonly optimizer: string;
  /** Of an update of all members, by their number. */
  readonly cpuSeconds: Readonly<Record<string, number>>;
  readonly timesSgd: Readonly<Record<string, number>>;
  /** Numbers of state that a member needs, in all and for every parameter. */
  readonly state: { readonly perMember: number; readonly perParameter: number };
}

const yardstick = 'SGD';
/** Rows of a member's minibatch, for those that ask for a gradient elsewhere: CleanRL's. */
const samples = 128;
/** Updates that are made before any is measured. */
const warmUp = 100;

/** What an update costs beside the gradient, optimizer by optimizer, and what it has to remember. */
export const optimizerTopic = defineTopic<Case, Row>({
  name: 'optimizers',
  title: "One update by each optimizer: mlp's parameters on cartpole",
  backends: ['simd'],
  cases: (quick: boolean): Case[] =>
    optimizers
      .entries()
      .map(exampleOf)
      .flatMap((optimizer) => (quick ? [1] : [1, 8]).map((members) => ({ optimizer, members }))),
  prepare: optimizerUpdate,
  rows(results: readonly Measured<Case>[]): Row[] {
    const { parameters } = defaultParts().networks;
    return [...new Set(results.map((result) => result.case.optimizer))].map((optimizer) => {
      const cpuSeconds = secondsOf(results, optimizer);
      const perMember = stateMemory(optimizer, parameters);
      const own = Object.entries(cpuSeconds);
      const base = secondsOf(results, yardstick);
      return {
        optimizer,
        cpuSeconds,
        timesSgd: Object.fromEntries(own.map(([members, seconds]) => [members, seconds / base[members]!])),
        state: { perMember, perParameter: perMember / countNumbers(parameters) },
      };
    });
  },
  columns: [
    { header: 'optimizer', cell: ({ optimizer }) => optimizer },
    ...columnsOf('1'),
    ...columnsOf('8'),
    { header: 'state', align: 'right', cell: ({ state }) => formatNumber(state.perParameter) },
  ],
  notes: () => [
    'µs of CPU for the update of 1 and of 8 members, the gradient aside (but for one',
    'that the rule asks for elsewhere). state: numbers for every parameter.',
  ],
});

function columnsOf(members: '1' | '8'): Column<Row>[] {
  return [
    {
      header: `µs, ${members}`,
      align: 'right',
      cell: ({ cpuSeconds }) => formatNumber((cpuSeconds[members] ?? Number.NaN) * 1e6),
    },
    { header: '× SGD', align: 'right', cell: ({ timesSgd }) => formatNumber(timesSgd[members]) },
  ];
}

function secondsOf(results: readonly Measured<Case>[], optimizer: string): Record<string, number> {
  const own = results.filter((result) => result.case.optimizer === optimizer);
  return Object.fromEntries(own.map((result) => [result.case.members, result.by.simd.cpuSeconds]));
}

/** Updates of all members on made-up gradients, as training makes them. A unit is an update of all. */
export function optimizerUpdate({ optimizer: spec, members }: Case): TimedWork {
  const call = parseCall(spec);
  const { agent, networks } = defaultParts();
  const optimizer = makeOptimizer(Array.from({ length: members }, () => call));
  const layout = new ParameterLayout(networks.parameters);
  const stream = RandomStream.of(1, 'bench');
  const normal = (...shape: number[]): tf.Tensor => {
    const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => 0.1 * stream.normal());
    return tf.tensor(values, shape);
  };
  const viewOf = (vector: tf.Tensor): Params =>
    optimizer.elementwise ? { vector } : layout.named(layout.split(vector));
  const vectorOf = (view: Params): tf.Tensor =>
    optimizer.elementwise ? view.vector! : layout.join(layout.ordered(view));
  const batch = madeUpBatch(normal, members);
  const gradientAt = (view: Params): Params =>
    viewOf(lossGradient(agent, networks, layout, vectorOf(view), batch).gradient);

  // There and back again, so that parameters stay where they are however often this is done.
  const [north, east] = [normal(members, 1, layout.length), normal(members, 1, layout.length)];
  const gradients = [north, east, tf.neg(north), tf.neg(east)];
  let vector = normal(members, 1, layout.length);
  let state = tidyTree(() => optimizer.init(viewOf(vector)));
  let step = 0;
  const workload = {
    work(): number {
      const gradient = gradients[step++ % gradients.length]!;
      const after = tidyTree(() => {
        const context = { step, stepInRollout: 1 + (step % 16), gradientAt };
        // A copy, since the rule may keep what it is given, and what it keeps is freed.
        const given = viewOf(tf.clone(gradient));
        const made = optimizer.update(given, state, viewOf(vector), context);
        return { vector: tf.add(vector, vectorOf(made.updates)), state: made.state };
      });
      disposeTree([vector, state], [after.vector, after.state]);
      ({ vector, state } = after);
      return 1;
    },
  };
  // The yardstick comes first, and must not be measured cold.
  for (let update = 0; update < warmUp; update++) workload.work();
  return workload;
}

function madeUpBatch(normal: (...shape: number[]) => tf.Tensor, members: number) {
  return {
    observations: normal(members, samples, 4),
    actions: tf.zeros([members, samples], 'int32'),
    logProbs: tf.sub(normal(members, samples), Math.LN2),
    advantages: normal(members, samples),
    returns: normal(members, samples),
    values: normal(members, samples),
    weights: tf.fill([members, samples], 1 / samples),
    mean: (x: tf.Tensor) => tf.mean(x, 1),
  } satisfies Minibatch & { observations: tf.Tensor };
}
