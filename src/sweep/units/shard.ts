import { UsageError } from '../../errors.ts';
import type { PlannedPopulation, SweepPlan } from '../plan/plan.ts';
import { stagesOf } from '../plan/scoring-stage.ts';
import { dealt } from './deal.ts';
import { unitsOf } from './plan-units.ts';

/** The stages of a study that tunes, which shards train one after the other with a merge between them. */
export const shardStages = ['tuning', 'scoring'] as const;
export type ShardStage = (typeof shardStages)[number];

/** A part of an experiment, trained into a file of its own. Plain data, fit for JSON. */
export interface Shard {
  /** 1, 2, … up to the count. */
  readonly number: number;
  /** Shards that all of it is divided into. */
  readonly count: number;
  /** Of a plan that tunes. */
  readonly stage?: ShardStage | undefined;
}

/** More is a mistake: no study has as many runs. */
export const mostShards = 100_000;

/** Reads `3/16`. @throws UsageError */
export function parseShard(text: string): Shard {
  const [, number, count] = /^(\d+)\/(\d+)$/.exec(text.trim())?.map(Number) ?? [];
  const fits = number !== undefined && count !== undefined && number >= 1 && number <= count;
  if (fits && count <= mostShards) return { number, count };
  throw new UsageError(
    `--shard takes K/N, the K-th of N shards with K from 1 to N, N at most ${mostShards}, given ${text}; for example --shard 3/16`,
  );
}

/** `shard 3/16`, `shard 3/16 of stage tuning` */
export function shardName({ number, count, stage }: Shard): string {
  return `shard ${number}/${count}${stage === undefined ? '' : ` of stage ${stage}`}`;
}

/**
 * Which members of each population a shard trains: an entry a member, population by population of the plan.
 *
 * @param divides false where populations stay whole.
 */
export function membersOfShard(
  plan: Pick<SweepPlan, 'populations'>,
  shard: Shard,
  divides: boolean,
): boolean[][] {
  return shardOfMembers(plan, shard, divides).map((numbers) =>
    numbers.map((number) => number === shard.number),
  );
}

/** The number of the shard that trains each member; 0 of members that belong to another stage. */
export function shardOfMembers(
  plan: Pick<SweepPlan, 'populations'>,
  { count, stage }: Omit<Shard, 'number'>,
  divides: boolean,
): number[][] {
  const populations = populationsOf(plan, stage);
  const numbers = plan.populations.map(({ population }) => population.members.map(() => 0));
  const units = unitsOf({ populations }, { places: count, divides });
  for (const [index, own] of dealt(units, count).entries()) {
    for (const { population, members } of own) {
      const at = plan.populations.indexOf(populations[population]!);
      for (const member of members) numbers[at]![member] = index + 1;
    }
  }
  return numbers;
}

function populationsOf(
  plan: Pick<SweepPlan, 'populations'>,
  stage: ShardStage | undefined,
): PlannedPopulation[] {
  const [first, second] = stagesOf(plan);
  return stage === 'scoring' ? second : first;
}
