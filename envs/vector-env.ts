import { errorWords } from '../src/error-in-one-line.ts';
import { RandomStream } from '../src/random.ts';
import { showValue } from '../src/show-value.ts';
import { actionLength } from '../src/spaces.ts';
import type { EnvSpec } from './env-spec.ts';
import type { Actions, Task } from './task.ts';
import { asTeam, type TeamStepOutcome, type TeamTask } from './team-task.ts';

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

/**
 * Copies of a task behind the {@link VectorEnv} interface.
 *
 * @param copies of them, those that belong to one member; matters to teams only, by the order of rows.
 * @param explain what the task has thrown, in one line.
 */
export function vectorEnv(
  anyTask: Task | TeamTask,
  inAll: number,
  copies = inAll,
  explain: (error: unknown) => string = errorWords,
): VectorEnv {
  const task = asTeam(anyTask);
  const { spec } = task;
  const { agents, stateLength, maxEpisodeSteps } = spec;
  const size = inAll * agents;
  const observationLength = spec.observationSpace.low.length;
  const actionWidth = actionLength(spec.actionSpace);
  const state = new Float64Array(size * stateLength);
  const observations = new Float32Array(size * observationLength);
  const outcome: TeamStepOutcome = { rewards: new Float64Array(agents), terminated: false, success: false };
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

  const faults = new Map<number, string>();

  /** Lets a team do something, and takes what goes wrong for a fault of this team alone. */
  const attempt = (team: Team, work: (team: Team) => void): void => {
    try {
      work(team);
    } catch (error) {
      fail(team, explain(error));
    }
  };

  const hasFailed = ({ rows }: Team): boolean => faults.size > 0 && faults.has(rows[0]!);

  const fail = (team: Team, what: string): void => {
    if (hasFailed(team)) return;
    const { rows, at } = team;
    const copy = (rows[0]! % copies) + 1;
    const step = state[at + stateLength - 1]!;
    const where = `${copies > 1 ? `copy ${copy} of ${copies}, ` : ''}step ${step} of its episode`;
    for (const row of rows) {
      faults.set(row, `environment ${spec.id}: ${what} (${where})`);
      observations.fill(0, row * observationLength, (row + 1) * observationLength);
    }
  };

  /** Tells the other rows of a team what its first one knows. */
  const share = ({ rows, at }: Team): void => {
    for (const row of rows) state.copyWithin(row * stateLength, at, at + stateLength);
  };

  const look = (team: Team, out: Float32Array): void => {
    const { rows, at } = team;
    let wrong = 0;
    for (const [agent, row] of rows.entries()) {
      const start = row * observationLength;
      task.observe(state, at, agent, out, start);
      // Zero times what is not finite is NaN.
      for (let i = start; i < start + observationLength; i++) wrong += 0 * out[i]!;
    }
    if (wrong !== 0) fail(team, wrongObservation(team, out));
  };

  const wrongObservation = ({ rows }: Team, out: Float32Array): string => {
    for (const [agent, row] of rows.entries()) {
      const seen = out.subarray(row * observationLength, (row + 1) * observationLength);
      const place = seen.findIndex((value) => !Number.isFinite(value));
      if (place >= 0) return `number ${place + 1} of the observation${of(agent)} is ${seen[place]}`;
    }
    return 'an observation is not finite';
  };

  /** In a team, whose it is. */
  const of = (agent: number): string => (agents === 1 ? '' : ` of agent ${agent + 1}`);

  const resetTeam = (team: Team): void => {
    const { rows, at } = team;
    state.fill(0, at, at + stateLength);
    task.reset(state, at, resetStreams[rows[0]!]!);
    // The count of steps is not the task's own.
    state[at + stateLength - 1] = 0;
    share(team);
    look(team, observations);
  };

  const lookNext = (team: Team): void => look(team, observations);

  const observe = (): void => {
    for (const team of teams) attempt(team, lookNext);
  };

  const stepTeam = (team: Team, actions: Actions, out: StepResult): void => {
    const { rows, at, actionsAt } = team;
    const elapsed = state[at + stateLength - 1]! + 1;
    outcome.rewards.fill(Number.NaN);
    outcome.terminated = false;
    outcome.success = false;
    task.step(state, at, actions, actionsAt, outcome);
    state[at + stateLength - 1] = elapsed;
    const truncated = elapsed >= maxEpisodeSteps;
    share(team);
    look(team, out.finalObservations);
    if (hasFailed(team)) return;
    const [terminated, success] = [flag('terminated'), flag('success')];
    for (const [agent, row] of rows.entries()) {
      const reward = outcome.rewards[agent]!;
      if (!Number.isFinite(reward)) fail(team, `the reward${of(agent)} is ${reward}`);
      out.rewards[row] = reward;
      out.terminated[row] = terminated;
      out.truncated[row] = truncated ? 1 : 0;
      out.success[row] = success;
      const end = (row + 1) * observationLength;
      for (let i = end - observationLength; i < end; i++) observations[i] = out.finalObservations[i]!;
    }
    if ((terminated || truncated) && !hasFailed(team)) resetTeam(team);
  };

  const flag = (name: 'terminated' | 'success'): 0 | 1 => {
    const value: unknown = outcome[name];
    if (value === true || value === 1) return 1;
    if (value === false || value === 0) return 0;
    throw new TypeError(`outcome.${name} must be true or false, given ${showValue(value)}`);
  };

  return {
    spec,
    size,
    observations,
    state,

    reset(streams) {
      bind(streams);
      for (const team of teams) attempt(team, resetTeam);
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
        if ((running && !running[team.rows[0]!]) || hasFailed(team)) continue;
        try {
          stepTeam(team, actions, out);
        } catch (error) {
          fail(team, explain(error));
        }
      }
    },

    observe,
    faults,
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
