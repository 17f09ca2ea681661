import { actionLength } from '../../src/spaces.ts';
import { clip } from '../clip.ts';
import type { EnvSpec } from '../env-spec.ts';
import type { Actions, Announced, StepOutcome, Task } from '../task.ts';
import { markAfter } from './episode-mark.ts';
import { type Kind, nextNumber } from './kind.ts';
import { type GymnasiumServer, gymnasiumServer, PythonError } from './server.ts';

/** An environment in a Python, and where it stands. */
interface Held {
  readonly server: GymnasiumServer;
  readonly number: number;
  seed: number;
  steps: number;
  mark: number;
}

/** What one environment has answered to a step. */
interface Answer {
  readonly action: Float64Array;
  readonly observation: Float32Array;
  readonly reward: number;
  readonly flags: number;
}

/** What flags of an answer say, as `serve.py` has them. */
const [terminated, truncated, failed] = [1, 2, 4];

/** Where things lie in a state. */
const [seedAt, stepsAt, markAt, observationFrom] = [0, 1, 2, 3];

/** Seeds of episodes are below this number. */
const seeds = 2 ** 31;

/** Numbers of a state: where it stands, what is seen there, and the actions that have led to it. */
export function gymStateLength(width: number, actionWidth: number, maxEpisodeSteps: number): number {
  return observationFrom + width + actionWidth * maxEpisodeSteps;
}

/**
 * An environment that a Python steps.
 *
 * What Python holds cannot be saved, so a state is what leads there: the seed of the episode and all of its actions. The
 * environments in Python are copies of such states. Where one stands elsewhere, because a state was written from outside (a run
 * goes on, copies begin alike), it begins anew, takes the same actions, and has to come to the same observation. Each episode
 * begins in an environment that was just made, since some remember something when they are reset.
 *
 * State: seed, steps, a hash of the actions, observation, actions.
 */
export class GymTask implements Task {
  readonly spec: Omit<EnvSpec, 'agents'>;
  readonly #kind: Kind;
  readonly #width: number;
  readonly #actionWidth: number;
  /** By where their states lie. */
  readonly #held = new Map<number, Held>();
  /** To the steps that were announced, by where the states lie. */
  readonly #answers = new Map<number, Answer | Error>();

  constructor(kind: Kind, spec: Omit<EnvSpec, 'agents'>) {
    this.spec = spec;
    this.#kind = kind;
    this.#width = spec.observationSpace.low.length;
    this.#actionWidth = actionLength(spec.actionSpace);
  }

  reset(state: Float64Array, at: number, stream: { integer(n: number): number }): void {
    const seed = stream.integer(seeds);
    const { observation } = this.#begin(at, seed, new Float64Array(0), 0);
    state.fill(0, at, at + this.spec.stateLength);
    state[at + seedAt] = seed;
    state.set(observation, at + observationFrom);
  }

  announce(state: Float64Array, actions: Actions, copies: readonly Announced[]): void {
    this.#answers.clear();
    const ready: { readonly at: number; readonly held: Held; readonly action: Float64Array }[] = [];
    for (const { at, actionsAt } of copies) {
      try {
        ready.push({ at, held: this.#inStep(state, at), action: this.#executed(actions, actionsAt[0]!) });
      } catch (error) {
        this.#answers.set(at, error as Error);
      }
    }
    // All are of one Python, unless it has ended on the way; then asking it says so.
    if (ready.length > 0) this.#askAll(ready);
  }

  step(state: Float64Array, at: number, actions: Actions, actionAt: number, outcome: StepOutcome): void {
    if (!this.#answers.has(at)) this.announce(state, actions, [{ at, actionsAt: [actionAt] }]);
    const answer = this.#answers.get(at)!;
    this.#answers.delete(at);
    if (answer instanceof Error) throw answer;
    const steps = state[at + stepsAt]!;
    const { action, observation, reward, flags } = answer;
    state.set(action, at + observationFrom + this.#width + steps * this.#actionWidth);
    state[at + stepsAt] = steps + 1;
    state[at + markAt] = markAfter(state[at + markAt]!, action);
    state.set(observation, at + observationFrom);
    outcome.reward = reward;
    outcome.terminated = (flags & terminated!) !== 0;
    outcome.truncated = (flags & truncated!) !== 0;
  }

  observe(state: Float64Array, at: number, observations: Float32Array, observationAt: number): void {
    const from = at + observationFrom;
    observations.set(state.subarray(from, from + this.#width), observationAt);
  }

  close(): void {
    const held = [...this.#held.values()].filter(({ server }) => !server.gone);
    this.#held.clear();
    this.#answers.clear();
    for (const server of new Set(held.map((each) => each.server))) {
      const numbers = held.filter((each) => each.server === server).map(({ number }) => number);
      try {
        server.ask('close', doubles(numbers));
      } catch (error) {
        // What is to be given back may be gone, or refuse to be closed; it holds nothing up.
        if (!(error instanceof PythonError)) throw error;
      }
    }
  }

  /** The environment of a state, which stands where the state does. */
  #inStep(state: Float64Array, at: number): Held {
    const [seed, steps, mark] = [state[at + seedAt]!, state[at + stepsAt]!, state[at + markAt]!];
    const before = this.#held.get(at);
    const standsThere = before?.seed === seed && before.steps === steps && before.mark === mark;
    if (before && standsThere && !before.server.gone) return before;
    const from = at + observationFrom;
    const actions = state.subarray(from + this.#width, from + this.#width + steps * this.#actionWidth);
    const { held, observation } = this.#begin(at, seed, actions, mark);
    if (observation.every((value, index) => Object.is(value, Math.fround(state[from + index]!)))) return held;
    this.#held.delete(at);
    throw new PythonError(
      `Unrepeatable: taken again from its seed, the ${steps} steps of its episode have led elsewhere, so this environment draws what its seed does not decide, and its runs cannot go on from checkpoints; train this run from the beginning`,
    );
  }

  /** Begins an episode in the environment of a state, and takes its steps again. */
  #begin(at: number, seed: number, actions: Float64Array, mark: number) {
    const server = gymnasiumServer();
    const before = this.#held.get(at);
    const number = before?.server === server ? before.number : nextNumber(server);
    const steps = actions.length / this.#actionWidth;
    // Until it has answered, nobody knows where it stands.
    this.#held.delete(at);
    const answer = server.ask('begin', doubles([number, this.#kind.numberIn(server), seed, ...actions]));
    const held = { server, number, seed, steps, mark };
    this.#held.set(at, held);
    return { held, observation: new Float32Array(answer.buffer, 0, this.#width) };
  }

  /** Lets all of these take a step. */
  #askAll(
    ready: readonly { readonly at: number; readonly held: Held; readonly action: Float64Array }[],
  ): void {
    const count = ready.length;
    const { server } = ready[0]!.held;
    const question = [
      count,
      ...ready.map(({ held }) => held.number),
      ...ready.flatMap(({ action }) => [...action]),
    ];
    const { buffer, byteLength } = server.ask('step', doubles(question));
    const numbers = new Float64Array(buffer, 0, 2 * count);
    const behind = 8 * 2 * count + 4 * count * this.#width;
    const observations = new Float32Array(buffer, 8 * 2 * count, count * this.#width);
    const failures =
      byteLength > behind
        ? (JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, behind))) as Record<string, string>)
        : {};
    for (const [place, { at, held, action }] of ready.entries()) {
      const [reward, flags] = [numbers[place]!, numbers[count + place]!];
      held.steps++;
      held.mark = markAfter(held.mark, action);
      const observation = observations.subarray(place * this.#width, (place + 1) * this.#width);
      const hasFailed = (flags & failed!) !== 0;
      if (hasFailed) this.#held.delete(at);
      this.#answers.set(
        at,
        hasFailed ? new PythonError(failures[place]!) : { action, observation, reward, flags },
      );
    }
  }

  /** An action as the environment gets it: within its bounds. */
  #executed(actions: Actions, from: number): Float64Array {
    const { actionSpace } = this.spec;
    return Float64Array.from({ length: this.#actionWidth }, (_, index) => {
      const action = actions[from + index]!;
      if (actionSpace.kind === 'discrete') return action;
      return clip(action, actionSpace.low[index]!, actionSpace.high[index]!);
    });
  }
}

function doubles(numbers: readonly number[]): Uint8Array {
  return new Uint8Array(Float64Array.from(numbers).buffer);
}
