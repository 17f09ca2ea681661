import type { ActionSampler, Agent } from '../../../agents/index.ts';
import { makeEnv, type StepResult } from '../../../envs/index.ts';
import { actionLength } from '../../spaces.ts';
import { average } from '../../stats/index.ts';
import { copyStreams, type Player } from '../../training/players.ts';
import { MemberCopies, ofMembers } from './member-copies.ts';
import type { Perception } from './perception.ts';
import { type Act, hasEnded, type OnTheWay, playEpisodes } from './play-episodes.ts';
import type { Policy } from './policy.ts';
import { type TrajectoryPoint, TrajectoryWatch } from './trajectory-watch.ts';

/** Who is shown the episodes of an evaluation while they are played. Arrays are reused: what is to be kept is copied. */
export interface Spectator {
  /** @param observations of all rows, before the first step. @param rows of each player, an entry an episode. */
  begun(observations: Float32Array, rows: readonly (readonly number[])[]): void;
  /** A row is about to act. */
  acts(row: number, action: ArrayLike<number>): void;
  /** All running rows have made a step. @param moved 1 for these rows. */
  stepped(result: StepResult, moved: Uint8Array): void;
}

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
 * @param steps of each player, by which a task that changes is played: those made in training before the last one.
 * @param due players to evaluate, whole teams.
 * @param watched those of them whose ways are wanted.
 * @param giveUp ends the evaluation between two steps: it is rejected. @param spectator changes nothing.
 * @returns for every player how its team did; what is returned for those that were not due means nothing.
 */
export async function evaluate(
  env: string,
  agent: Agent,
  policy: Policy,
  perception: Perception,
  act: Act,
  players: readonly Player[],
  steps: readonly number[],
  due: readonly boolean[],
  watched: readonly boolean[],
  episodes: number,
  giveUp?: AbortSignal,
  spectator?: Spectator,
): Promise<Evaluation[]> {
  const members = players.filter((player) => player.agent === 0).length;
  const vector = makeEnv(env, { size: members * episodes, copies: episodes });
  vector.reset(copyStreams(players, 'evaluation', episodes), ofMembers(steps, vector.spec));
  const copies = new MemberCopies(players.length, episodes);
  const returns = new Float64Array(vector.size);
  const successes = new Float64Array(vector.size);
  const rows = players.map((_, player) => copies.rowsOf(player));

  const { places, maxEpisodeSteps, observationSpace } = vector.spec;
  const watch = places && new TrajectoryWatch(places, observationSpace.low.length, maxEpisodeSteps);
  for (const [player, own] of rows.entries()) {
    if (due[player] && watched[player]) watch?.begin(own, vector.observations);
  }

  spectator?.begun(vector.observations, rows);

  const width = actionLength(agent.distribution.space);
  const onTheWay: OnTheWay = {
    show(observations, seen) {
      for (const [player, own] of rows.entries()) perception.show(player, observations, own, seen);
    },
    act(outputs, row, actions) {
      act(outputs, row, actions);
      spectator?.acts(row, actions.subarray(row * width, (row + 1) * width));
    },
    stepped(step, result, moved) {
      for (let row = 0; row < vector.size; row++) {
        if (!moved[row]) continue;
        const ended = hasEnded(result, row);
        returns[row]! += result.rewards[row]!;
        watch?.see(row, step, ended, result.finalObservations);
        if (ended) successes[row] = result.success[row]!;
      }
      spectator?.stepped(result, moved);
    },
  };
  await playEpisodes(vector, agent, policy, copies, copies.of(due), onTheWay, giveUp).finally(vector.close);

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
