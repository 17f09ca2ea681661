import type { Database } from 'better-sqlite3';
import { dividesPopulations } from '../../backends/index.ts';
import { type FoundExperiment, isOver, runStates } from '../../store/index.ts';
import { configOf } from '../run/saved-config.ts';
import { secondStage } from '../run/second-stage.ts';
import { type Shard, shardOfMembers } from '../units/shard.ts';

/** Runs of one shard that have not ended. */
export interface MissingShard extends Shard {
  readonly runs: number;
  /** Whether its file was merged. */
  readonly isThere: boolean;
}

/** How complete an experiment is. */
export interface Completeness {
  readonly runs: number;
  readonly ended: number;
  /** Of an experiment that was merged of shards: those whose runs have not all ended, by the latest count and stage. */
  readonly missing: readonly MissingShard[];
  /** True where its tuning runs have ended and its scoring runs are not planned yet. */
  readonly awaitsScoring: boolean;
}

/** Says what there is of an experiment, and whose runs are missing. */
export function completenessOf(db: Database, found: FoundExperiment): Completeness {
  const states = runStates(db, found.id);
  const ended = states.filter(isOver).length;
  const counts = { runs: states.length, ended };
  const { shards } = JSON.parse(found.configJson) as { readonly shards?: readonly Shard[] };
  if (shards === undefined) return { ...counts, missing: [], awaitsScoring: false };
  if (ended === states.length) {
    return { ...counts, missing: [], awaitsScoring: secondStage(db, found.id).length > 0 };
  }
  const config = configOf(found);
  const { count, stage } = shards.at(-1)!;
  const numbers = shardOfMembers(config, { count, stage }, dividesPopulations(config.backend)).flat();
  const open = new Map<number, number>();
  for (const [place, state] of states.entries()) {
    const number = numbers[place]!;
    if (number > 0 && !isOver(state)) open.set(number, (open.get(number) ?? 0) + 1);
  }
  const isThere = (number: number): boolean =>
    shards.some((each) => each.number === number && each.count === count && each.stage === stage);
  const missing = [...open]
    .sort(([a], [b]) => a - b)
    .map(([number, runs]) => ({ number, count, ...(stage && { stage }), runs, isThere: isThere(number) }));
  return { ...counts, missing, awaitsScoring: false };
}
