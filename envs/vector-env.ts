import type { RandomStream } from '../src/random.ts';
import type { EnvSpec } from './env-spec.ts';
import type { Actions } from './task.ts';

/** What one step of all copies led to, one entry a row. */
export interface StepResult {
  readonly rewards: Float64Array;
  /** 1 where the episode ended by the rules of the task. */
  readonly terminated: Uint8Array;
  /** 1 where the time limit was reached, or the task itself has cut the episode short. Both flags may be set; then it is a true end. */
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
 *
 * Everything comes in rows. A copy is one row, or one for each agent of its team: those of agent i of all of a member's
 * copies lie together, row (member · agents + i) · copies + copy. So a team is one more batch axis, and whoever sees rows
 * only need not know of it. Each row holds the state of the whole team, and the rows of a team end together.
 */
export interface VectorEnv {
  readonly spec: EnvSpec;
  /** Number of rows: copies × agents. */
  readonly size: number;
  /** `[size, observationLength]`, what to act on next. */
  readonly observations: Float32Array;
  /** Numbers in one row of `state`: the `spec.stateLength` of the task, then the count of elapsed steps. */
  readonly rowLength: number;
  /** `[size, rowLength]`, the whole simulator state, readable and writable. Write the rows of a team alike. */
  readonly state: Float64Array;
  /**
   * Starts a new episode in every copy. The one whose first row is `i` draws this, all later resets and whatever happens by
   * chance in a step from `streams[i]`.
   *
   * @param lived steps that each member has made before, over all its copies; from here on they are counted. Default: none.
   */
  reset(streams: readonly RandomStream[], lived?: readonly number[]): void;
  /**
   * Takes over where a run was left.
   *
   * @param state a copy of {@link VectorEnv.state} made then.
   * @param streams as in {@link VectorEnv.reset}, restored to where they stood then; nothing is drawn from them now.
   * @param lived as in {@link VectorEnv.reset}, by then.
   */
  restore(state: Float64Array, streams: readonly RandomStream[], lived?: readonly number[]): void;
  /**
   * @param actions `[size]` indices for a discrete space, `[size, actionLength]` numbers for a box.
   * @param running 1 for the rows to step, `[size]`, alike within a team; all by default. The others stand still: their
   * state, their streams and their entries of `out` stay as they are.
   */
  step(actions: Actions, out: StepResult, running?: Uint8Array): void;
  /** Recomputes `observations` after `state` was written from outside. */
  observe(): void;
  /** Gives back what the task holds outside of its state. It can still be used. */
  close(): void;
  /**
   * The rows whose simulator has failed, and how, in words: it has thrown, or given a reward, an observation or a flag that
   * is none. All rows of a team fail together. They stand still from then on, and what they give means nothing.
   */
  readonly faults: ReadonlyMap<number, string>;
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
