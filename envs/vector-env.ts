import { RandomStream } from '../src/random.ts';
import { actionLength } from '../src/spaces.ts';
import type { EnvSpec } from './env-spec.ts';
import type { Actions, Outcome, Task } from './task.ts';

/** What one step of all copies led to, one entry a copy. */
export interface StepResult {
  readonly rewards: Float64Array;
  /** 1 where the episode ended by the rules of the task. */
  readonly terminated: Uint8Array;
  /** 1 where the time limit was reached. Both flags may be set; then it is a true end. */
  readonly truncated: Uint8Array;
  /** 1 where the episode's goal was reached in this step. */
  readonly success: Uint8Array;
  /** `[size, observationLength]`, what this step led to; for a finished copy the last sight of the old episode. */
  readonly finalObservations: Float32Array;
}

/**
 * Parallel copies of one environment with SAME_STEP autoreset: a copy that finishes is reset within the same call of
 * `step`, so `observations` is always what to act on next, and the old episode's last observation is kept in
 * `StepResult.finalObservations`.
 */
export interface VectorEnv {
  readonly spec: EnvSpec;
  /** Number of copies. */
  readonly size: number;
  /** `[size, observationLength]`, what to act on next. */
  readonly observations: Float32Array;
  /** `[size, spec.stateLength]`, the whole simulator state, readable and writable. */
  readonly state: Float64Array;
  /** Starts a new episode in every copy. Copy `i` draws this and all later resets from `streams[i]`. */
  reset(streams: readonly RandomStream[]): void;
  /**
   * Takes over where a run was left.
   *
   * @param state a copy of {@link VectorEnv.state} made then.
   * @param streams as in {@link VectorEnv.reset}, restored to where they stood then; nothing is drawn from them now.
   */
  restore(state: Float64Array, streams: readonly RandomStream[]): void;
  /**
   * @param actions `[size]` indices for a discrete space, `[size, actionLength]` numbers for a box.
   * @param running 1 for the copies to step, `[size]`; all by default. The others stand still: their state, their
   * streams and their entries of `out` stay as they are.
   */
  step(actions: Actions, out: StepResult, running?: Uint8Array): void;
  /** Recomputes `observations` after `state` was written from outside. */
  observe(): void;
}

/** Room for the outcome of one step of `env`. */
export function stepResult(env: Pick<VectorEnv, 'size' | 'spec'>): StepResult {
  const { size, spec } = env;
  return {
    rewards: new Float64Array(size),
    terminated: new Uint8Array(size),
    truncated: new Uint8Array(size),
    success: new Uint8Array(size),
    finalObservations: new Float32Array(size * spec.observationSpace.low.length),
  };
}

/** `size` copies of a task behind the {@link VectorEnv} interface. */
export function vectorEnv(task: Task, size: number): VectorEnv {
  const { spec } = task;
  const { stateLength, maxEpisodeSteps } = spec;
  const observationLength = spec.observationSpace.low.length;
  const actionWidth = actionLength(spec.actionSpace);
  const state = new Float64Array(size * stateLength);
  const observations = new Float32Array(size * observationLength);
  const outcome: Outcome = { reward: 0, terminated: false, success: false };
  // Until `reset` brings others, so that a simulator whose state is written from outside can end episodes too.
  let resetStreams: readonly RandomStream[] = Array.from({ length: size }, (_, copy) =>
    RandomStream.of(0, 'environment', copy),
  );

  const bind = (streams: readonly RandomStream[]): void => {
    if (streams.length !== size)
      throw new RangeError(`${size} copies need ${size} streams, given ${streams.length}`);
    resetStreams = streams;
  };

  const resetCopy = (copy: number): void => {
    const at = copy * stateLength;
    state.fill(0, at, at + stateLength);
    task.reset(state, at, resetStreams[copy]!);
    task.observe(state, at, observations, copy * observationLength);
  };

  const observe = (): void => {
    for (let copy = 0; copy < size; copy++) {
      task.observe(state, copy * stateLength, observations, copy * observationLength);
    }
  };

  return {
    spec,
    size,
    observations,
    state,

    reset(streams) {
      bind(streams);
      for (let copy = 0; copy < size; copy++) resetCopy(copy);
    },

    restore(saved, streams) {
      bind(streams);
      state.set(saved);
      observe();
    },

    step(actions, out, running) {
      if (actions.length !== size * actionWidth)
        throw new RangeError(`${size} copies take ${size * actionWidth} numbers, given ${actions.length}`);
      for (let copy = 0; copy < size; copy++) {
        if (running && !running[copy]) continue;
        const at = copy * stateLength;
        outcome.terminated = false;
        outcome.success = false;
        task.step(state, at, actions, copy * actionWidth, outcome);
        const elapsed = ++state[at + stateLength - 1]!;
        const truncated = elapsed >= maxEpisodeSteps;
        out.rewards[copy] = outcome.reward;
        out.terminated[copy] = outcome.terminated ? 1 : 0;
        out.truncated[copy] = truncated ? 1 : 0;
        out.success[copy] = outcome.success ? 1 : 0;
        task.observe(state, at, out.finalObservations, copy * observationLength);
        if (outcome.terminated || truncated) {
          resetCopy(copy);
        } else {
          const from = copy * observationLength;
          for (let i = from; i < from + observationLength; i++) observations[i] = out.finalObservations[i]!;
        }
      }
    },

    observe,
  };
}
