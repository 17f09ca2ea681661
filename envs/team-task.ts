import type { RandomStream } from '../src/random.ts';
import { showValue } from '../src/show-value.ts';
import type { EnvSpec } from './env-spec.ts';
import type { Actions, Announced, StepOutcome, Task } from './task.ts';

/** What one step of one team led to. The caller owns it, reuses it, and hands it over with both flags down and no reward. */
export interface TeamStepOutcome {
  /** One an agent. */
  readonly rewards: Float64Array;
  /** The episode is over, for all agents at once. */
  terminated: boolean;
  /** As in {@link StepOutcome}. */
  truncated?: boolean;
  success: boolean;
}

/**
 * The dynamics of an environment that several agents share, on one copy at a time. As a {@link Task}, but each of the
 * `spec.agents` acts, is rewarded and observes for itself; spaces are those of one agent, `spec.stateLength` counts the
 * numbers of the whole team.
 */
export interface TeamTask {
  readonly spec: EnvSpec;
  /**
   * Draws an initial state: writes all of its numbers, which are 0 before.
   *
   * @param lived environment steps that the member whose copy it is has made before, over all its copies and episodes: a task
   * that changes in the course of a training goes by them.
   */
  reset(state: Float64Array, at: number, stream: RandomStream, lived: number): void;
  /**
   * Moves the state one step on. The action of agent `i` starts at `actions[actionsAt[i]]`.
   *
   * @param elapsed steps of this episode before this one.
   * @param stream the copy's own, as in `reset`: all chance comes from there.
   */
  step(
    state: Float64Array,
    at: number,
    actions: Actions,
    actionsAt: readonly number[],
    outcome: TeamStepOutcome,
    elapsed: number,
    stream: RandomStream,
  ): void;
  /** Writes what one agent sees of the state, from `observations[observationAt]` on. */
  observe(
    state: Float64Array,
    at: number,
    agent: number,
    observations: Float32Array,
    observationAt: number,
  ): void;
  /** As in {@link Task}. */
  announce?(state: Float64Array, actions: Actions, copies: readonly Announced[]): void;
  /** As in {@link Task}. */
  close?(): void;
}

/** Any task as that of a team, as plain data: a task for one is that of a team of one. */
export function asTeam(task: Task | TeamTask): TeamTask {
  const optional = {
    ...(task.announce && { announce: task.announce.bind(task) }),
    ...(task.close && { close: task.close.bind(task) }),
  };
  if (isTeam(task)) {
    // The methods of a class would be lost in a copy.
    const { spec } = task;
    return {
      spec,
      reset: task.reset.bind(task),
      step: task.step.bind(task),
      observe: task.observe.bind(task),
      ...optional,
    };
  }
  const own: StepOutcome = { reward: 0, terminated: false, truncated: false, success: false };
  return {
    spec: { ...task.spec, agents: 1 },
    reset: (state, at, stream, lived) => task.reset(state, at, stream, lived),
    step(state, at, actions, actionsAt, outcome, elapsed, stream) {
      own.reward = Number.NaN;
      own.terminated = false;
      own.truncated = false;
      own.success = false;
      const answer = task.step(state, at, actions, actionsAt[0]!, own, elapsed, stream);
      if (typeof own.reward !== 'number') {
        throw new TypeError(`outcome.reward must be a number, given ${showValue(own.reward)}`);
      }
      outcome.rewards[0] = own.reward;
      outcome.terminated = own.terminated;
      outcome.truncated = own.truncated;
      outcome.success = own.success;
      // Nothing, unless a plugin answers with a promise, which is complained of.
      return answer;
    },
    observe: (state, at, _agent, observations, observationAt) =>
      task.observe(state, at, observations, observationAt),
    ...optional,
  };
}

function isTeam(task: Task | TeamTask): task is TeamTask {
  return (task.spec as Partial<EnvSpec>).agents !== undefined;
}
