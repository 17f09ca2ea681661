import { type Agent, layoutOf, termsOf } from '../../../agents/index.ts';
import type { EnvSpec } from '../../../envs/index.ts';
import { broughtDiagnostics } from '../../controllers/control.ts';
import { controllers } from '../../controllers/index.ts';
import { GradientWatch } from '../../diagnostics/gradient-stats.ts';
import { diagnostics } from '../../diagnostics/index.ts';
import { makeOptimizer, type Optimizer } from '../../optimizers/index.ts';
import { RandomStream } from '../../random.ts';
import { actionLength } from '../../spaces.ts';
import * as tf from '../../tensors/tf.ts';
import { learn } from '../../training/learn.ts';
import { Learner } from '../../training/learner.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import type { Footprint } from '../footprint.ts';
import { initialValues } from '../initial-vector.ts';
import { AveragedPolicy } from './averaged-policy.ts';
import { type ControlParts, controlParts } from './control-parts.ts';
import { deviceExperience } from './device-experience.ts';
import { ExperienceBuffer, type RowShape } from './experience-buffer.ts';
import { forwardPasses, Policy } from './policy.ts';
import { ReferencePolicy } from './reference-policy.ts';
import { RolloutExperience } from './rollout-experience.ts';
import { searchMemory } from './search-rules.ts';

/** Copies of the parameters that are alive in any step: themselves, split, gradients, updates, their statistics, … */
const leastCopies = 10;

/** Float or integer; on a GPU, truth values too. */
const bytesPerNumber = 4;

/** Rows of the two probes: few, so that they cost next to nothing however large the plan is. */
const [few, more] = [8, 16];

/** Bytes that a member's tensors take whatever else there is: counted, not tried, for what is too large to try. */
export function leastFootprint(plan: PopulationPlan): Footprint {
  const { networks, spec } = controlParts(plan);
  const { length } = layoutOf(networks);
  const largest = spec.agents * length * bytesPerNumber;
  return { tensors: leastCopies * largest, largest, host: 0 };
}

/**
 * What a member of a population needs, found by trying: one member that learns and acts on the backend that was started,
 * on minibatches of a few rows. Each kernel call of the two probes tells how many bytes are alive at that moment and how
 * this grows with the rows; the largest of them, carried on to the rows of the plan, is the peak.
 */
export async function memberFootprint(plan: PopulationPlan): Promise<Footprint> {
  const [member] = plan.members;
  // One agent of a team is tried; the others are like it.
  const parts = controlParts({ ...plan, members: [member!] });
  if (parts.agent.searches) return searchFootprint(plan, parts);
  const optimizer = makeOptimizer(member!.optimizer, parts.networks.parameters);
  const { agent, spec } = parts;
  const { numEnvs, numSteps, kind, horizon } = agent.collection;
  const longest = Math.min(spec.maxEpisodeSteps, horizon ?? Number.POSITIVE_INFINITY);
  const rounds = mostRounds(plan, numEnvs);
  const rows = rounds * numEnvs * (kind === 'steps' ? numSteps : longest);
  const minibatch = Math.floor(rows / agent.schedule.numMinibatches);
  const acting = Math.max(numEnvs, plan.evaluation.episodes);
  const learned = await peak((count) => learnOnce(parts, optimizer, count), minibatch);
  const acted = await peak((count) => actOnce(parts, count), acting);
  const columns = columnBytes(parts);
  // What of the roll-out is not in the minibatch that was tried lies on the device all the same.
  const waiting = (rows - minibatch) * columns.reduce((sum, bytes) => sum + bytes, 0);
  // Every agent of a team learns for itself.
  return {
    // A sum, not the larger of the two: an allocator need not reuse for one what it had for the other.
    tensors: spec.agents * (learned.alive + waiting + acted.alive + unitBytes(plan, parts, rounds * numEnvs)),
    largest: spec.agents * Math.max(learned.largest, acted.largest, (rows + 1) * Math.max(...columns)),
    host: spec.agents * rows * bytesPerRow(parts),
  };
}

/** How often each environment is gathered from in an update where a controller asks for as much as it ever will. */
function mostRounds({ controllers: calls = [] }: PopulationPlan, numEnvs: number): number {
  const most = calls.map((call) => {
    const { entry, settings } = controllers.resolve(call);
    return entry.most?.(settings).samples ?? 0;
  });
  return Math.max(1, Math.ceil(Math.max(0, ...most) / numEnvs));
}

/** Bytes of the gradients of all parts of a roll-out, if somebody asks for them: parameters and slopes of each, joined and by layer. */
function unitBytes(plan: PopulationPlan, { networks }: ControlParts, units: number): number {
  const { controllers = [], diagnostics: named = [] } = plan;
  const calls = [...named, ...broughtDiagnostics({ controllers, diagnostics: named })];
  const asks = calls.some((call) => diagnostics.resolve(call).entry.needs?.includes('unitGradients'));
  return asks ? 4 * units * layoutOf(networks).length * bytesPerNumber : 0;
}

/** All candidates of a player act at once; beside them it has copies of its parameters, and what its rule remembers. */
async function searchFootprint(plan: PopulationPlan, parts: ControlParts): Promise<Footprint> {
  const { agent, spec, networks, rules, copies } = parts;
  const { candidates } = rules[0]!;
  const { length } = layoutOf(networks);
  const tried = await peak((count) => actOnce(parts, count), agent.collection.numEnvs);
  const evaluated = await peak((count) => actOnce(parts, count), plan.evaluation.episodes);
  const own = leastCopies * length * bytesPerNumber;
  const drawn = candidates * length * (bytesPerNumber + Float64Array.BYTES_PER_ELEMENT);
  const state = bytesPerNumber * searchMemory(plan.members[0]!.optimizer, length);
  const seen = copies * spec.observationSpace.low.length * bytesPerNumber;
  return {
    tensors: spec.agents * (candidates * tried.alive + evaluated.alive + own),
    largest: spec.agents * Math.max(candidates * tried.largest, evaluated.largest),
    // The rule makes its next state beside the one at hand.
    host: spec.agents * (drawn + 2 * state + 4 * seen),
  };
}

/** Bytes that are alive at the worst moment of some work on so many rows, and of the largest tensor that it meets. */
async function peak(
  work: (rows: number) => Promise<void>,
  rows: number,
): Promise<{ readonly alive: number; readonly largest: number }> {
  const [small, large] = [await moments(() => work(few)), await moments(() => work(more))];
  const carriedOn = small.map((bytes, call) =>
    bytes.map((before, index) => before + ((rows - few) * (large[call]![index]! - before)) / (more - few)),
  );
  return {
    alive: Math.max(...carriedOn.map(([alive]) => alive!)),
    largest: Math.max(...carriedOn.flatMap(([, ...sizes]) => sizes)),
  };
}

/** After each kernel call, the bytes of all tensors alive that were not there before, then those of each that it met. */
async function moments(work: () => Promise<void>): Promise<number[][]> {
  const before = tf.memory().numBytes;
  const { kernels } = await withoutTimes(() => tf.profile(work as unknown as () => tf.TensorContainer));
  return kernels.map(({ totalBytesSnapshot, inputShapes, outputShapes }) => [
    totalBytesSnapshot - before,
    ...[...inputShapes, ...outputShapes].map((shape) => bytesPerNumber * tf.util.sizeFromShape(shape ?? [])),
  ]);
}

/**
 * Does something with a backend that says of every kernel call that it took no time. TensorFlow.js times what it profiles,
 * and some backends time by promises, in which an error of a kernel is lost.
 */
async function withoutTimes<T>(work: () => Promise<T>): Promise<T> {
  const backend = tf.backend();
  backend.time = (kernel) => {
    kernel();
    return Promise.resolve({ kernelMs: 0 });
  };
  try {
    return await work();
  } finally {
    // That of its class shows again.
    Reflect.deleteProperty(backend, 'time');
  }
}

/** An update without its roll-out: one minibatch and the statistics of its gradient. */
async function learnOnce(parts: ControlParts, optimizer: Optimizer, rows: number): Promise<void> {
  const { agent, networks, spec } = parts;
  const layout = layoutOf(networks);
  const start = tf.zeros([1, 1, layout.length]);
  const reference = agent.reference ? new ReferencePolicy(agent, networks, layout, start) : null;
  const { trajectory } = agent;
  const average = trajectory?.kind === 'average' ? new AveragedPolicy(layout, start, trajectory.decay) : null;
  const learner = new Learner(optimizer, layout, start, agent.schedule.maxGradNorm, (stream) =>
    initialValues(layout, networks.parameters, stream, networks.buffers),
  );
  const watch = new GradientWatch(layout.trained, 1);
  const schedules = [{ ...agent.schedule, updateEpochs: passesToTry(agent), numMinibatches: 1 }];
  const buffer = new ExperienceBuffer(shapeOf(spec), 1, rows);
  for (let row = 0; row < rows; row++) buffer.append(0);
  const batch = {
    buffer,
    advantages: new Float64Array(rows),
    returns: new Float64Array(rows),
    shuffle: RandomStream.of(0, 'footprint'),
    noise: RandomStream.of(0, 'footprint'),
  };
  const notes = { records: [], faults: [null], largestRewards: [0] };
  const settings = {
    active: [true],
    schedules,
    lossTerms: termsOf(agent),
    learningRateScale: [1],
    progress: [0],
  };
  // The first update leaves the gradient behind that the second compares its own with.
  for (let update = 0; update < 2; update++) {
    const length = spec.observationSpace.low.length;
    const experience = new RolloutExperience(
      parts,
      layout,
      length,
      [batch],
      schedules,
      { reference, average },
      notes,
    );
    const before = tf.clone(learner.vector);
    await learn(learner, watch, experience, settings);
    experience.dispose();
    await watch.read(
      before,
      learner.vector,
      settings.active.map(() => 1),
    );
    before.dispose();
  }
  learner.dispose();
  reference?.dispose();
  average?.dispose();
  watch.dispose();
}

/** After how many passes all has been done that an update ever does. */
function passesToTry({ sampling, trajectory }: Agent): number {
  // Where rows are drawn, it is the second of three passes that scores them.
  const drawing = sampling ? 3 : 1;
  if (trajectory?.kind !== 'stored') return drawing;
  return Math.max(drawing, Math.max(trajectory.start + 1, trajectory.lag) + 1);
}

async function actOnce({ agent, networks, spec }: ControlParts, rows: number): Promise<void> {
  const layout = layoutOf(networks);
  const params = tf.tidy(() => layout.named(layout.split(tf.zeros([1, 1, layout.length]))));
  const policy = new Policy(agent, networks, params, 1, [RandomStream.of(0, 'footprint')], forwardPasses());
  const observations = new Float32Array(rows * spec.observationSpace.low.length);
  await policy.predict(observations, new Uint8Array(rows).fill(1), agent.critic);
  policy.dispose();
}

/** Bytes of a row in each of the tables that are sent to the device. */
function columnBytes({ agent, spec }: ControlParts): number[] {
  return tf.tidy(() => {
    const nothing = { buffer: new ExperienceBuffer(shapeOf(spec), 1, 0), returns: new Float64Array(0) };
    // Of nothing there is still one row, the zeros.
    const { columns } = deviceExperience(agent, [nothing], spec.observationSpace.low.length, [1]);
    const reference = agent.reference ? [bytesPerNumber] : [];
    return [...Object.values(columns).map(({ size }) => size * bytesPerNumber), ...reference];
  });
}

function shapeOf({ observationSpace, actionSpace }: EnvSpec): RowShape {
  return { observationLength: observationSpace.low.length, actionLength: actionLength(actionSpace) };
}

/** What a step is kept as, with its advantage, its return and the noise that it is learned from with. */
function bytesPerRow({ spec, networks }: ControlParts): number {
  const columns = Object.values(new ExperienceBuffer(shapeOf(spec), 0, 1)).filter((value) =>
    ArrayBuffer.isView(value),
  );
  const kept = columns.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const drawn = (networks.noise?.width ?? 0) * Float32Array.BYTES_PER_ELEMENT;
  return kept + drawn + 2 * Float64Array.BYTES_PER_ELEMENT;
}
