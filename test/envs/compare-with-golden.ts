import { describe, expect, test } from 'vitest';
import { environments, stepResult, type Task, type VectorEnv, vectorEnv } from '../../envs/index.ts';
import { RandomStream } from '../../src/random.ts';
import type { Episode } from './golden-episodes.ts';

/** Errors are |x - ref| / max(1, |ref|). */
export interface Tolerances {
  readonly oneStep: number;
  /** Undefined where the episode is compared step by step only. */
  readonly rollOut?: { readonly error: number; readonly steps: number };
  /** For rewards, if they are less exact than states. */
  readonly reward?: number;
}

/** A float32 unit in the last place: what rounding may make of a difference in the last bit of a double. */
const float32Ulp = 2 ** -23;

/** Every step of an episode from the recorded state before it, then the whole episode from its initial state. */
export function compareWithGolden(envName: string, episode: Episode, tolerances: Tolerances): void {
  const { rollOut } = tolerances;
  describe(episode.name, () => {
    test('every step leads to the recorded state, observation, reward and flags', () => {
      oneStepTest(makeTask(envName), episode, tolerances);
    });
    if (rollOut === undefined) return;
    test(`a roll-out of up to ${rollOut.steps} steps stays with the recorded states`, () => {
      rollOutTest(makeTask(envName), episode, rollOut, tolerances.reward ?? rollOut.error);
    });
  });
}

/** There are recordings of tasks for one agent only. */
function makeTask(envName: string): Task {
  const { entry, settings, label } = environments.resolve(envName);
  return entry.create(settings, label) as Task;
}

/** All steps at once, each in a copy of its own. */
function oneStepTest(task: Task, episode: Episode, { oneStep, reward = oneStep }: Tolerances): void {
  const length = episode.states.length;
  const width = episode.actions[0]!.length;
  const actions = Float64Array.from(episode.actions.flat());
  const env = startedEnv(task, length);
  const { rowLength } = env;
  for (let t = 0; t < length; t++) {
    env.state.set(t === 0 ? episode.initial : episode.states[t - 1]!, t * rowLength);
    env.state[(t + 1) * rowLength - 1] = t;
  }

  // A finished copy is reset within the step, so the states are taken from the task itself.
  const after = env.state.slice();
  const outcome = { reward: 0, terminated: false, success: false };
  const stream = RandomStream.of(1, 'golden');
  for (let t = 0; t < length; t++) task.step(after, t * rowLength, actions, t * width, outcome, t, stream);
  const states = episode.states.map((state, t) => [
    ...after.subarray(t * rowLength).subarray(0, state.length),
  ]);
  expect(worstError(states.flat(), episode.states.flat())).toBeLessThanOrEqual(oneStep);

  const out = stepResult(env);
  env.step(actions, out);
  expect(worstError(out.rewards, episode.rewards)).toBeLessThanOrEqual(reward);
  expect(flags(out.terminated)).toEqual(episode.terminated);
  expect(flags(out.truncated)).toEqual(episode.truncated);
  if (episode.success !== undefined) expect(flags(out.success)).toEqual(episode.success);
  const observations = episode.observations.flat().map(Math.fround);
  expect(worstError(out.finalObservations, observations)).toBeLessThanOrEqual(Math.max(oneStep, float32Ulp));
}

function rollOutTest(
  task: Task,
  episode: Episode,
  { error, steps }: { error: number; steps: number },
  reward: number,
): void {
  const env = startedEnv(task, 1);
  env.state.set(episode.initial);
  env.observe();
  const out = stepResult(env);
  const length = Math.min(steps, episode.states.length);
  for (let t = 0; t < length; t++) {
    env.step(Float64Array.from(episode.actions[t]!), out);
    expect(Math.abs(out.rewards[0]! - episode.rewards[t]!)).toBeLessThanOrEqual(
      reward * Math.max(1, Math.abs(episode.rewards[t]!)),
    );
    expect([out.terminated[0], out.truncated[0]]).toEqual(
      [episode.terminated[t], episode.truncated[t]].map(Number),
    );
    if (episode.terminated[t] || episode.truncated[t]) break;
    const expected = episode.states[t]!;
    expect(worstError(env.state.subarray(0, expected.length), expected)).toBeLessThanOrEqual(error);
  }
}

function startedEnv(task: Task, size: number): VectorEnv {
  const env = vectorEnv(task, size);
  env.reset(Array.from({ length: size }, (_, copy) => RandomStream.of(1, 'golden', copy)));
  return env;
}

function flags(bytes: Uint8Array): boolean[] {
  return Array.from(bytes, Boolean);
}

function worstError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  return Math.max(
    0,
    ...Array.from(actual, (x, i) => Math.abs(x - expected[i]!) / Math.max(1, Math.abs(expected[i]!))),
  );
}
