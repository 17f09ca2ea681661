import { errorWords } from '../src/error-in-one-line.ts';
import { RandomStream } from '../src/random.ts';
import { showValue } from '../src/show-value.ts';
import { actionLength } from '../src/spaces.ts';
import type { Actions, Task } from './task.ts';
import { type TeamRows, teamRows } from './team-rows.ts';
import { asTeam, type TeamStepOutcome, type TeamTask } from './team-task.ts';
import type { StepResult, VectorEnv } from './vector-env.ts';

/**
 * Copies of a task behind the {@link VectorEnv} interface, which counts their steps: the count stands behind the numbers
 * of the task in every row of the state.
 *
 * @param inAll copies.
 * @param copies of them, those that belong to one member: whose steps are counted together, and which rows of a team are whose.
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
  const rowLength = stateLength + 1;
  const width = spec.observationSpace.low.length;
  const actionWidth = actionLength(spec.actionSpace);
  const teams = teamRows({ inAll, copies, agents, rowLength, actionLength: actionWidth });
  const state = new Float64Array(size * rowLength);
  const observations = new Float32Array(size * width);
  const rewards = new Float64Array(agents);
  const outcome: TeamStepOutcome = { rewards, terminated: false, truncated: false, success: false };
  const faults = new Map<number, string>();
  /** Steps that each member has made, over all its copies. */
  const lived = new Float64Array(inAll / copies);
  // Until `reset` brings others, so that a simulator whose state is written from outside can end episodes too.
  let ownStreams: readonly RandomStream[] = Array.from({ length: size }, (_, row) =>
    RandomStream.of(0, 'environment', row),
  );

  const bind = (streams: readonly RandomStream[], before: readonly number[] | undefined): void => {
    if (streams.length !== size)
      throw new RangeError(`${size} copies need ${size} streams, given ${streams.length}`);
    if (before && before.length !== lived.length)
      throw new RangeError(`${lived.length} members have lived each for itself, given ${before.length}`);
    ownStreams = streams;
    lived.set(before ?? new Float64Array(lived.length));
  };

  const hasFailed = ({ rows }: TeamRows): boolean => faults.size > 0 && faults.has(rows[0]!);

  const takesStep = (team: TeamRows, running: Uint8Array | undefined): boolean =>
    !hasFailed(team) && (running === undefined || running[team.rows[0]!] !== 0);

  const fail = (team: TeamRows, what: string): void => {
    if (hasFailed(team)) return;
    const { rows, at } = team;
    const copy = (rows[0]! % copies) + 1;
    const step = state[at + stateLength]!;
    const where = `${copies > 1 ? `copy ${copy} of ${copies}, ` : ''}step ${step} of its episode`;
    for (const row of rows) {
      faults.set(row, `environment ${spec.id}: ${what} (${where})`);
      observations.fill(0, row * width, (row + 1) * width);
    }
  };

  /** Lets every copy do something that is running, and takes what goes wrong for a fault of this copy alone. */
  const forEach = (work: (team: TeamRows) => void, running?: Uint8Array): void => {
    for (const team of teams) {
      if (running && !running[team.rows[0]!]) continue;
      try {
        work(team);
      } catch (error) {
        fail(team, explain(error));
      }
    }
  };

  /** Where a task cannot even be told what comes, it comes to nothing for all. */
  const announce = (actions: Actions, running: Uint8Array | undefined): void => {
    if (task.announce === undefined) return;
    const next = teams.filter((team) => takesStep(team, running));
    try {
      task.announce(state, actions, next);
    } catch (error) {
      for (const team of next) fail(team, explain(error));
    }
  };

  /** In a team, whose it is. */
  const of = (agent: number): string => (agents === 1 ? '' : ` of agent ${agent + 1}`);

  /** Tells the other rows of a team what its first one knows. */
  const share = ({ rows, at }: TeamRows): void => {
    for (let agent = 1; agent < agents; agent++)
      state.copyWithin(rows[agent]! * rowLength, at, at + rowLength);
  };

  /** The count is kept here, and a task that writes to it has more numbers than it says. */
  const refuseWritten = ({ at }: TeamRows, count: number, what: string): void => {
    if (state[at + stateLength] === count) return;
    state[at + stateLength] = count;
    throw new RangeError(
      `${what} has written a number behind the ${stateLength} of its state; spec.stateLength must count all of them`,
    );
  };

  const look = (team: TeamRows, out: Float32Array): void => {
    const { rows, at } = team;
    let wrong = 0;
    for (let agent = 0; agent < agents; agent++) {
      const start = rows[agent]! * width;
      task.observe(state, at, agent, out, start);
      // Zero times what is not finite is NaN.
      for (let i = start; i < start + width; i++) wrong += 0 * out[i]!;
    }
    if (wrong !== 0) fail(team, wrongObservation(team, out));
  };

  const wrongObservation = ({ rows }: TeamRows, out: Float32Array): string => {
    for (const [agent, row] of rows.entries()) {
      const seen = out.subarray(row * width, (row + 1) * width);
      const place = seen.findIndex((value) => !Number.isFinite(value));
      if (place >= 0) return `number ${place + 1} of the observation${of(agent)} is ${seen[place]}`;
    }
    return 'an observation is not finite';
  };

  const lookNext = (team: TeamRows): void => look(team, observations);

  const resetTeam = (team: TeamRows): void => {
    const { member, rows, at } = team;
    state.fill(0, at, at + rowLength);
    task.reset(state, at, ownStreams[rows[0]!]!, lived[member]!);
    refuseWritten(team, 0, 'reset');
    share(team);
    look(team, observations);
  };

  const stepTeam = (team: TeamRows, actions: Actions, out: StepResult): void => {
    const { rows, at, actionsAt } = team;
    const before = state[at + stateLength]!;
    rewards.fill(Number.NaN);
    outcome.terminated = false;
    outcome.truncated = false;
    outcome.success = false;
    task.step(state, at, actions, actionsAt, outcome, before, ownStreams[rows[0]!]!);
    refuseWritten(team, before, 'step');
    const elapsed = before + 1;
    state[at + stateLength] = elapsed;
    share(team);
    look(team, out.finalObservations);
    if (hasFailed(team)) return;
    const terminated = flag('terminated', outcome.terminated);
    const success = flag('success', outcome.success);
    const cut = flag('truncated', outcome.truncated ?? false);
    const truncated = elapsed >= maxEpisodeSteps ? 1 : cut;
    for (let agent = 0; agent < agents; agent++) {
      const row = rows[agent]!;
      const reward = rewards[agent]!;
      if (!Number.isFinite(reward)) fail(team, `the reward${of(agent)} is ${reward}`);
      out.rewards[row] = reward;
      out.terminated[row] = terminated;
      out.truncated[row] = truncated;
      out.success[row] = success;
      const end = (row + 1) * width;
      for (let i = end - width; i < end; i++) observations[i] = out.finalObservations[i]!;
    }
    if ((terminated || truncated) && !hasFailed(team)) resetTeam(team);
  };

  return {
    spec,
    size,
    observations,
    rowLength,
    state,

    reset(streams, before) {
      bind(streams, before);
      forEach(resetTeam);
    },

    restore(saved, streams, before) {
      bind(streams, before);
      state.set(saved);
      forEach(lookNext);
    },

    step(actions, out, running) {
      if (actions.length !== size * actionWidth)
        throw new RangeError(`${size} copies take ${size * actionWidth} numbers, given ${actions.length}`);
      // All copies of a member step at once, so that an episode that begins now begins after all of these steps.
      for (const team of teams) {
        if (takesStep(team, running)) lived[team.member]!++;
      }
      announce(actions, running);
      forEach((team) => {
        if (!hasFailed(team)) stepTeam(team, actions, out);
      }, running);
    },

    observe: () => forEach(lookNext),
    close: () => task.close?.(),
    faults,
  };
}

function flag(name: 'terminated' | 'truncated' | 'success', value: unknown): 0 | 1 {
  if (value === true || value === 1) return 1;
  if (value === false || value === 0) return 0;
  throw new TypeError(`outcome.${name} must be true or false, given ${showValue(value)}`);
}
