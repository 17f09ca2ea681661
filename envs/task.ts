import type { RandomStream } from '../src/random.ts';
import type { EnvSpec } from './env-spec.ts';

/** Actions of all copies, one row a copy; discrete actions are one number each. */
export type Actions = Float32Array | Float64Array | Int32Array;

/** What one step of one copy led to. The caller owns it, reuses it, and hands it over with both flags down and no reward. */
export interface StepOutcome {
  reward: number;
  terminated: boolean;
  /** The task itself cuts the episode short, before its limit of steps; mostly left alone. */
  truncated?: boolean;
  success: boolean;
}

/** Where one copy of an environment lies, whose step is announced. */
export interface Announced {
  /** Of its state. */
  readonly at: number;
  /** Of the action of each agent; one where there is no team. */
  readonly actionsAt: readonly number[];
}

/**
 * The dynamics of one environment, on one copy at a time. This is all that a new environment has to write; time limits,
 * autoreset and many copies come from `vectorEnv`.
 *
 * `state` holds all copies. A copy's `spec.stateLength` numbers start at index `at`: the reference's own variables first,
 * in its order, then what else the simulator needs. Elapsed steps need no number: `vectorEnv` counts them.
 *
 * Where several agents share an environment, see `TeamTask`.
 */
export interface Task {
  readonly spec: Omit<EnvSpec, 'agents'>;
  /**
   * Draws an initial state: writes all of its numbers, which are 0 before.
   *
   * @param lived environment steps that the member whose copy it is has made before, over all its copies and episodes: a task
   * that changes in the course of a training goes by them.
   */
  reset(state: Float64Array, at: number, stream: RandomStream, lived: number): void;
  /**
   * Moves the state one step on. The copy's action starts at `actions[actionAt]`.
   *
   * @param elapsed steps of this episode before this one.
   * @param stream the copy's own, as in `reset`: all chance comes from there.
   */
  step(
    state: Float64Array,
    at: number,
    actions: Actions,
    actionAt: number,
    outcome: StepOutcome,
    elapsed: number,
    stream: RandomStream,
  ): void;
  /** Writes what the agent sees of the state, from `observations[observationAt]` on. */
  observe(state: Float64Array, at: number, observations: Float32Array, observationAt: number): void;
  /**
   * For tasks whose steps cost less together: told of all copies whose `step` comes next, in this order. It changes no
   * state.
   */
  announce?(state: Float64Array, actions: Actions, copies: readonly Announced[]): void;
  /** Gives back what it holds outside of the state, if anything; it can still be used, and then holds it again. */
  close?(): void;
}
