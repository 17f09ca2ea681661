import type { ActionSampler, Agent } from '../../../agents/index.ts';
import { makeEnv, stepResult } from '../../../envs/index.ts';
import { giveWay } from '../../give-way.ts';
import { actionLength } from '../../spaces.ts';
import { average } from '../../stats/index.ts';
import { copyStreams, type Player } from '../../training/players.ts';
import { clipActions } from './clip-actions.ts';
import { MemberCopies } from './member-copies.ts';
import type { Perception } from './perception.ts';
import type { Policy } from './policy.ts';
import { type TrajectoryPoint, TrajectoryWatch } from './trajectory-watch.ts';

/** How one member did in an evaluation. A team's return is the mean of its agents'. */
export interface Evaluation {
  readonly episodes: number;
  readonly meanReturn: number;
  /** Population standard deviation over the episodes. */
  readonly stdReturn: number;
  readonly successRate: number;
  /** The ways of this player in some of the episodes, in tasks that move in space and where they were asked for. */
  readonly trajectories: readonly (readonly TrajectoryPoint[])[];
  /** How the environment has failed, where it has: then nothing else here means anything. */
  readonly fault: string | null;
}

/** Writes the action of a row; called for rows that run, in order. */
type Act = (outputs: Float32Array, row: number, actions: Float32Array) => void;

/** The most probable actions. */
export function mostProbable({ distribution }: Agent): Act {
  const width = actionLength(distribution.space);
  return (outputs, row, actions) =>
    distribution.mode(outputs, row * distribution.outputLength, actions, row * width);
}

/**
 * Actions drawn from the policy, as in training. Each episode draws from a stream of its own that begins anew at every
 * evaluation, so what is drawn here shifts nothing else, and a resumed run draws the same.
 *
 * @param samplers of each player.
 */
export function drawn(
  { distribution }: Agent,
  samplers: readonly ActionSampler[],
  players: readonly Player[],
  episodes: number,
): Act {
  const width = actionLength(distribution.space);
  const streams = copyStreams(players, 'evaluation action', episodes);
  return (outputs, row, actions) => {
    const sampler = samplers[Math.floor(row / episodes)]!;
    sampler.sample(outputs, row * distribution.outputLength, streams[row]!, actions, row * width);
  };
}

/**
 * Lets every player act in whole episodes.
 *
 * The episodes start from streams of their own that depend on the seed alone: a member meets the same starts and goals
 * at every evaluation and under every optimizer, so that differences are the policy's.
 *
 * @param perception how the players see during training; their statistics are used, not changed.
 * @param act how actions are chosen: {@link mostProbable} or {@link drawn}.
 * @param due players to evaluate, whole teams.
 * @param watched those of them whose ways are wanted.
 * @param giveUp ends the evaluation between two steps: it is rejected.
 * @returns for every player how its team did; what is returned for those that were not due means nothing.
 */
export async function evaluate(
  env: string,
  agent: Agent,
  policy: Policy,
  perception: Perception,
  act: Act,
  players: readonly Player[],
  due: readonly boolean[],
  watched: readonly boolean[],
  episodes: number,
  giveUp?: AbortSignal,
): Promise<Evaluation[]> {
  const members = players.filter((player) => player.agent === 0).length;
  const vector = makeEnv(env, { size: members * episodes, copies: episodes });
  vector.reset(copyStreams(players, 'evaluation', episodes));
  const { distribution, collection } = agent;
  const width = actionLength(distribution.space);
  const actions = new Float32Array(vector.size * width);
  const seen = new Float32Array(vector.observations.length);
  const copies = new MemberCopies(players.length, episodes);
  const running = copies.of(due);
  // Whoever meets a fault in one episode leaves the others too.
  copies.halt(running, vector.faults);
  const result = stepResult(vector);
  const returns = new Float64Array(vector.size);
  const successes = new Float64Array(vector.size);
  const rows = players.map((_, player) => copies.rowsOf(player));

  const { places, maxEpisodeSteps } = vector.spec;
  const watch = places && new TrajectoryWatch(places, seen.length / vector.size, maxEpisodeSteps);
  for (const [player, own] of rows.entries()) {
    if (due[player] && watched[player]) watch?.begin(own, vector.observations);
  }

  for (let step = 1; running.includes(1); step++) {
    for (const [player, own] of rows.entries()) perception.show(player, vector.observations, own, seen);
    const { actor } = await policy.predict(seen, running, false);
    for (let copy = 0; copy < vector.size; copy++) if (running[copy]) act(actor, copy, actions);
    if (collection.clipActions) clipActions(actions, distribution.space);
    vector.step(actions, result, running);
    copies.halt(running, vector.faults);
    for (let copy = 0; copy < vector.size; copy++) {
      if (!running[copy]) continue;
      returns[copy]! += result.rewards[copy]!;
      const ended = result.terminated[copy] === 1 || result.truncated[copy] === 1;
      watch?.see(copy, step, ended, result.finalObservations);
      if (!ended) continue;
      successes[copy] = result.success[copy]!;
      running[copy] = 0;
    }
    await giveWay(giveUp);
  }

  const { agents } = vector.spec;
  return rows.map((own, player) => {
    const first = player - (player % agents);
    const team = rows.slice(first, first + agents);
    const teamReturns = own.map((_, episode) => average(team.map((each) => returns[each[episode]!]!))!);
    const meanReturn = average(teamReturns)!;
    const squares = teamReturns.reduce((sum, each) => sum + (each - meanReturn) ** 2, 0);
    const successRate = average(own.map((copy) => successes[copy]!))!;
    const trajectories = watch?.of(own) ?? [];
    const failed = own.find((row) => vector.faults.has(row));
    const fault = failed === undefined ? null : vector.faults.get(failed)!;
    const stdReturn = Math.sqrt(squares / episodes);
    return { episodes, meanReturn, stdReturn, successRate, trajectories, fault };
  });
}
