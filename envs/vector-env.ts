import { RandomStream } from '../src/random.ts';
import { actionLength } from '../src/spaces.ts';
import type { EnvSpec } from './env-spec.ts';
import type { Actions, Task } from './task.ts';
import { asTeam, type TeamOutcome, type TeamTask } from './team-task.ts';

/** What one step of all copies led to, one entry a row. */
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
  /** `[size, spec.stateLength]`, the whole simulator state, readable and writable. Write the rows of a team alike. */
  readonly state: Float64Array;
  /** Starts a new episode in every copy. The one whose first row is `i` draws this and all later resets from `streams[i]`. */
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
   * @param running 1 for the rows to step, `[size]`, alike within a team; all by default. The others stand still: their
   * state, their streams and their entries of `out` stay as they are.
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

/**
 * Copies of a task behind the {@link VectorEnv} interface.
 *
 * @param copies of them, those that belong to one member; matters to teams only, by the order of rows.
 */
export function vectorEnv(anyTask: Task | TeamTask, inAll: number, copies = inAll): VectorEnv {
  const task = asTeam(anyTask);
  const { spec } = task;
  const { agents, stateLength, maxEpisodeSteps } = spec;
  const size = inAll * agents;
  const observationLength = spec.observationSpace.low.length;
  const actionWidth = actionLength(spec.actionSpace);
  const state = new Float64Array(size * stateLength);
  const observations = new Float32Array(size * observationLength);
  const outcome: TeamOutcome = { rewards: new Float64Array(agents), terminated: false, success: false };
  const teams = rowsOfTeams(inAll, copies, agents).map((rows) => ({
    rows,
    at: rows[0]! * stateLength,
    actionsAt: rows.map((row) => row * actionWidth),
  }));
  type Team = (typeof teams)[number];
  // Until `reset` brings others, so that a simulator whose state is written from outside can end episodes too.
  let resetStreams: readonly RandomStream[] = Array.from({ length: size }, (_, row) =>
    RandomStream.of(0, 'environment', row),
  );

  const bind = (streams: readonly RandomStream[]): void => {
    if (streams.length !== size)
      throw new RangeError(`${size} copies need ${size} streams, given ${streams.length}`);
    resetStreams = streams;
  };

  /** Tells the other rows of a team what its first one knows. */
  const share = ({ rows, at }: Team): void => {
    for (const row of rows) state.copyWithin(row * stateLength, at, at + stateLength);
  };

  const look = ({ rows, at }: Team, out: Float32Array): void => {
    rows.forEach((row, agent) => {
      task.observe(state, at, agent, out, row * observationLength);
    });
  };

  const resetTeam = (team: Team): void => {
    const { rows, at } = team;
    state.fill(0, at, at + stateLength);
    task.reset(state, at, resetStreams[rows[0]!]!);
    share(team);
    look(team, observations);
  };

  const observe = (): void => {
    for (const team of teams) look(team, observations);
  };

  return {
    spec,
    size,
    observations,
    state,

    reset(streams) {
      bind(streams);
      for (const team of teams) resetTeam(team);
    },

    restore(saved, streams) {
      bind(streams);
      state.set(saved);
      observe();
    },

    step(actions, out, running) {
      if (actions.length !== size * actionWidth)
        throw new RangeError(`${size} copies take ${size * actionWidth} numbers, given ${actions.length}`);
      for (const team of teams) {
        const { rows, at, actionsAt } = team;
        if (running && !running[rows[0]!]) continue;
        outcome.terminated = false;
        outcome.success = false;
        task.step(state, at, actions, actionsAt, outcome);
        const elapsed = ++state[at + stateLength - 1]!;
        const truncated = elapsed >= maxEpisodeSteps;
        share(team);
        look(team, out.finalObservations);
        for (const [agent, row] of rows.entries()) {
          out.rewards[row] = outcome.rewards[agent]!;
          out.terminated[row] = outcome.terminated ? 1 : 0;
          out.truncated[row] = truncated ? 1 : 0;
          out.success[row] = outcome.success ? 1 : 0;
          const end = (row + 1) * observationLength;
          for (let i = end - observationLength; i < end; i++) observations[i] = out.finalObservations[i]!;
        }
        if (outcome.terminated || truncated) resetTeam(team);
      }
    },

    observe,
  };
}

/** The rows of every team, by agent. */
function rowsOfTeams(teams: number, copies: number, agents: number): number[][] {
  if (teams % copies !== 0) throw new RangeError(`${teams} copies are not whole members of ${copies}`);
  return Array.from({ length: teams }, (_, team) => {
    const first = (team - (team % copies)) * agents + (team % copies);
    return Array.from({ length: agents }, (_, agent) => first + agent * copies);
  });
}
