import { makeEnv, type VectorEnv } from '../../../envs/index.ts';
import type { EpisodeRecord } from '../../results/index.ts';
import { ParameterLayout } from '../../tensors/parameter-layout.ts';
import * as tf from '../../tensors/tf.ts';
import { tidyTree } from '../../tensors/tree.ts';
import { playerStream } from '../../training/players.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import type { Request } from '../../training/workload.ts';
import type { ControlParts } from './control-parts.ts';
import { EpisodeTally } from './episode-tally.ts';
import { momentsOf } from './initial-policies.ts';
import { MemberCopies, ofMembers } from './member-copies.ts';
import { Perception, type SavedPerception } from './perception.ts';
import { hasEnded, mostProbable, type OnTheWay, playEpisodes } from './play-episodes.ts';
import { type ForwardPasses, Policy } from './policy.ts';

/** What a player's episodes leave behind. Plain data. */
export interface SavedEpisodes {
  readonly envSteps: number;
  readonly episodes: number;
  /** Of observations; null where they are not scaled. */
  readonly moments: SavedPerception['moments'];
}

/** The candidates of each player; null for players that do not take part. */
export type Candidates = readonly (readonly Float64Array[] | null)[];

/** What candidates have come to. */
export interface Tried {
  /** Of each player, the mean return of each of its candidates; of players that did not take part it means nothing. */
  readonly returns: readonly (readonly number[])[];
  readonly records: readonly EpisodeRecord[];
  /** Of each player, how its environment has failed; null while all is well. */
  readonly faults: readonly (string | null)[];
}

/**
 * Lets candidates of parameters act: those of all players are the members of one policy, and each acts in whole episodes of
 * its own copies of the environment. All candidates of a player meet the same episodes, which player and generation name.
 */
export class CandidateEpisodes {
  /** How players see, by statistics of all that their candidates have seen. */
  readonly perception: Perception;
  /** Environment steps of each player. */
  readonly envSteps: number[];
  readonly #parts: ControlParts;
  readonly #passes: ForwardPasses;
  readonly #layout: ParameterLayout;
  readonly #env: VectorEnv;
  readonly #copies: MemberCopies;
  /** Those that each player has ended. */
  readonly #episodes: number[];

  /** @param passes through the networks. */
  constructor(plan: PopulationPlan, parts: ControlParts, passes: ForwardPasses) {
    const { agent, networks, spec, players, copies } = parts;
    const { horizon, normObs } = agent.collection;
    this.#parts = parts;
    this.#passes = passes;
    this.#layout = new ParameterLayout(networks.parameters);
    this.#env = makeEnv(plan.env, { size: plan.members.length * copies, copies, horizon });
    this.#copies = new MemberCopies(players.length, copies);
    this.perception = new Perception(players.length, copies, spec.observationSpace.low.length, normObs);
    for (const [player, moments] of momentsOf(parts).entries()) this.perception.begin(player, moments);
    this.envSteps = players.map(() => 0);
    this.#episodes = players.map(() => 0);
  }

  save(player: number): SavedEpisodes {
    const { moments } = this.perception.save(player);
    return { envSteps: this.envSteps[player]!, episodes: this.#episodes[player]!, moments };
  }

  restore(player: number, { envSteps, episodes, moments }: SavedEpisodes): void {
    this.envSteps[player] = envSteps;
    this.#episodes[player] = episodes;
    this.perception.begin(player, moments);
  }

  /** Gives back what the environments hold. */
  dispose(): void {
    this.#env.close();
  }

  /** @throws the reason of the request's `giveUp`. */
  async play(asked: Candidates, { updates, elapsed, giveUp }: Request): Promise<Tried> {
    const { agent } = this.#parts;
    const env = this.#env;
    env.reset(this.#starts(updates), ofMembers(this.envSteps, env.spec));
    const running = this.#copies.of(asked.map((candidates) => candidates !== null));
    this.#learn(env.observations, running);
    const tally = new EpisodeTally(env.size);
    const returns = new Float64Array(env.size);
    const records: EpisodeRecord[] = [];
    const knowsSuccess = env.spec.success !== null;
    const onTheWay: OnTheWay = {
      show: (observations, seen) => {
        for (const player of this.envSteps.keys()) {
          this.perception.show(player, observations, this.#copies.rowsOf(player), seen);
        }
      },
      act: mostProbable(agent),
      stepped: (_, result, moved) => {
        this.#learn(result.finalObservations, moved);
        for (let row = 0; row < env.size; row++) {
          if (!moved[row]) continue;
          const member = this.#copies.memberOf(row);
          const envStep = ++this.envSteps[member]!;
          tally.add(row, result.rewards[row]!);
          if (!hasEnded(result, row)) continue;
          const ended = tally.end(row);
          returns[row] = ended.return;
          const episode = this.#episodes[member]!++;
          const success = knowsSuccess ? result.success[row] === 1 : null;
          records.push({
            kind: 'episode',
            member,
            episode,
            ...ended,
            success,
            envStep,
            wallS: elapsed(member),
          });
        }
      },
    };
    const policy = this.#policy(asked, updates);
    try {
      await playEpisodes(env, agent, policy, this.#copies, running, onTheWay, giveUp);
    } finally {
      policy.dispose();
    }
    return { returns: this.#means(returns), records, faults: this.#faults() };
  }

  /** What the copies of every player begin with. */
  #starts(updates: readonly number[]) {
    const { agent, players, copies } = this.#parts;
    return players.flatMap((player, index) =>
      Array.from({ length: copies }, (_, copy) =>
        playerStream(player, 'environment', updates[index]! + 1, copy % agent.collection.numEnvs),
      ),
    );
  }

  /** Takes the observations of some rows into the statistics of their players. */
  #learn(observations: Float32Array, rows: Uint8Array): void {
    if (!this.perception.normalizer) return;
    for (const player of this.envSteps.keys()) {
      const own = this.#copies.rowsOf(player, rows);
      if (own.length > 0) this.perception.learn(player, observations, own);
    }
  }

  /** The candidates of all players as the members of one policy; it has zeros for players that do not take part. */
  #policy(asked: Candidates, updates: readonly number[]): Policy {
    const { agent, networks, players, rules } = this.#parts;
    const { candidates } = rules[0]!;
    const { length } = this.#layout;
    const members = players.length * candidates;
    const values = new Float32Array(members * length);
    for (const [player, own] of asked.entries()) {
      for (const [place, candidate] of (own ?? []).entries()) {
        values.set(candidate, (player * candidates + place) * length);
      }
    }
    const params = tidyTree(() =>
      this.#layout.named(this.#layout.split(tf.tensor3d(values, [members, 1, length]))),
    );
    const noise = networks.noise
      ? players.flatMap((player, index) =>
          Array.from({ length: candidates }, (_, place) =>
            playerStream(player, 'dropout', updates[index]! + 1, place),
          ),
        )
      : null;
    return new Policy(agent, networks, params, members, noise, this.#passes);
  }

  /** The mean return of each candidate, from those of all episodes. */
  #means(returns: Float64Array): number[][] {
    const { agent, rules } = this.#parts;
    const { numEnvs } = agent.collection;
    return rules.map(({ candidates }, player) =>
      Array.from({ length: candidates }, (_, place) => {
        const first = (player * candidates + place) * numEnvs;
        return returns.subarray(first, first + numEnvs).reduce((sum, each) => sum + each, 0) / numEnvs;
      }),
    );
  }

  #faults(): (string | null)[] {
    const { faults } = this.#env;
    return this.envSteps.map((_, player) => {
      const failed = this.#copies.rowsOf(player).find((row) => faults.has(row));
      return faults.get(failed ?? -1) ?? null;
    });
  }
}
