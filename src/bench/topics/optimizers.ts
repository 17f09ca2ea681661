import { parseCall } from '../../call-expression.ts';
import {
  countNumbers,
  exampleOf,
  makeOptimizer,
  type OptimizerEntry,
  optimizers,
  stateMemory,
} from '../../optimizers/index.ts';
import { RandomStream } from '../../random.ts';
import type { Resolved } from '../../registry.ts';
import { ParameterLayout } from '../../tensors/parameter-layout.ts';
import * as tf from '../../tensors/tf.ts';
import { formatNumber } from '../../text/format.ts';
import type { Column } from '../../text/table.ts';
import { Learner } from '../../training/learner.ts';
import type { MinibatchStep } from '../../training/workload.ts';
import { controlMinibatch } from '../../workloads/control/control-minibatch.ts';
import { defaultParts, defaultTask } from '../../workloads/control/default-parts.ts';
import type { DeviceMinibatch } from '../../workloads/control/minibatch.ts';
import { defineTopic, type Measured, type Scope, type TimedWork } from '../topic.ts';

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
/** Rows of a member's minibatch, for those that ask about its loss: CleanRL's. */
const samples = 128;
/** What is learned from every step by itself. */
const streamingAgent = 'stream-ac';
/** Updates that are made before any is measured. */
const warmUp = 100;

/** What an update costs beside the gradient, optimizer by optimizer, and what it has to remember. */
export const optimizerTopic = defineTopic<Case, Row>({
  name: 'optimizers',
  title: "One update by each optimizer: mlp's parameters on cartpole",
  backends: ['simd'],
  cases: ({ quick, optimizers: chosen }: Scope): Case[] =>
    measured(chosen).flatMap((optimizer) =>
      (quick ? [1] : [1, 8]).map((members) => ({ optimizer, members })),
    ),
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
    'Learned optimizers need their weights: --optimizers "CELO(weights=FILE)".',
  ],
});

/** The optimizers to measure, the yardstick first. @throws UsageError for one that there is not. */
function measured(chosen: Scope['optimizers']): string[] {
  // What needs a file cannot be measured without.
  if (chosen === undefined)
    return optimizers
      .entries()
      .filter(({ pin }) => pin === undefined)
      .map(exampleOf);
  return [...new Set([yardstick, ...chosen.map((spec) => optimizers.resolve(spec).label)])];
}

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

/** Nothing is counted up over the updates. */
const noTotals = { before: [], after: () => [] };

/** Updates of all members on made-up gradients, by the step that training takes. A unit is an update of all. */
export function optimizerUpdate({ optimizer: spec, members }: Case): TimedWork {
  const call = parseCall(spec);
  const streams = learnsFromSteps(optimizers.resolve(call));
  const { agent, networks } = defaultParts(streams ? streamingAgent : defaultTask.agent);
  const layout = new ParameterLayout(networks.parameters);
  const stream = RandomStream.of(1, 'bench');
  const numbers = (count: number) => Float32Array.from({ length: count }, () => 0.1 * stream.normal());
  const normal = (...shape: number[]): tf.Tensor => tf.tensor(numbers(tf.util.sizeFromShape(shape)), shape);
  const optimizer = makeOptimizer(Array.from({ length: members }, () => call));
  const vectorShape = [members, 1, layout.length];
  const learner = new Learner(optimizer, layout, normal(...vectorShape), null, () => numbers(layout.length));
  const batch = madeUpBatch(normal, members, streams ? 1 : samples);
  const everybody = Array.from({ length: members }, (_, member) => member);
  const asked = controlMinibatch({ agent, networks, layout }, [{ members: everybody, batch }]);
  const loss = normal(members);

  // There and back again, so that parameters stay where they are however often this is done.
  const [north, east] = [numbers(members * layout.length), numbers(members * layout.length)];
  const gradients = [north, east, north.map((x) => -x), east.map((x) => -x)].map((each) =>
    tf.tensor(each, vectorShape),
  );
  let updates = 0;
  /** A minibatch whose gradient is there already; what a rule asks for beside it is computed. */
  const next = (): MinibatchStep => {
    const known = gradients[updates % gradients.length]!;
    return {
      players: settings.active,
      load() {
        let given: tf.Tensor | undefined = known;
        return {
          ...asked,
          gradient(at) {
            if (given === undefined) return asked.gradient(at);
            // A rule may keep it in its state, and frees that.
            const gradient = tf.clone(given);
            given = undefined;
            return { gradient, total: tf.clone(loss) };
          },
        };
      },
      varying: { key: '', numbers: {}, tensors: [known] },
    };
  };
  const settings = {
    active: new Array<boolean>(members).fill(true),
    learningRateScale: new Array<number>(members).fill(1),
    progress: new Array<number>(members).fill(0.5),
  };
  const workload = {
    work(): number {
      learner.step(next(), { ...settings, stepInRollout: 1 + (updates++ % 16) }, noTotals);
      return 1;
    },
  };
  // The yardstick comes first, and must not be measured cold.
  for (let update = 0; update < warmUp; update++) workload.work();
  return workload;
}

/** Whether a rule, or one that is wrapped, learns from every step by itself. */
function learnsFromSteps({ entry, inner }: Resolved<OptimizerEntry>): boolean {
  return entry.streams === true || (inner !== undefined && learnsFromSteps(inner));
}

function madeUpBatch(
  normal: (...shape: number[]) => tf.Tensor,
  members: number,
  rows: number,
): DeviceMinibatch {
  return {
    observations: normal(members, rows, 4),
    actions: tf.zeros([members, rows], 'int32'),
    logProbs: tf.sub(normal(members, rows), Math.LN2),
    advantages: normal(members, rows),
    returns: normal(members, rows),
    values: normal(members, rows),
    weights: tf.fill([members, rows], 1 / rows),
    ends: tf.zeros([members, rows]),
    mean: (x: tf.Tensor) => tf.mean(x, 1),
  };
}
