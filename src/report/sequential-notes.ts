import type { Database } from 'better-sqlite3';
import {
  decisionSentences,
  type SequentialDecisions,
  type SequentialSeeds,
  sequentialWords,
} from '../sequential-decisions.ts';

interface SequentialRow {
  readonly seeds: string | null;
  readonly decisions: string | null;
}

/** What a reader of a comparison has to know of seeds that were chosen on the way; nothing of an experiment without. */
export function sequentialNotes(db: Database, experiment: number): string[] {
  const row = rowOf(db, experiment);
  if (row === undefined || row.seeds === null) return [];
  const seeds = JSON.parse(row.seeds) as SequentialSeeds;
  return [
    `Seeds were chosen sequentially, ${sequentialWords(seeds)}: ${noAccount} ` +
      `AdaStop decides by final returns, and errs in any pair with a chance of at most ${seeds.alpha} over all pairs and looks of one environment and agent.`,
    ...(row.decisions === null
      ? ['Nothing has been decided yet: the first block of seeds has not ended.']
      : decisionSentences(seeds, JSON.parse(row.decisions) as SequentialDecisions)),
  ];
}

/** The same of one of several experiments that are shown as one: its decisions are not those of all of them. @param name `experiment 3` */
export function sequentialPartNotes(db: Database, experiment: number, name: string): string[] {
  const seeds = rowOf(db, experiment)?.seeds ?? null;
  if (seeds === null) return [];
  const words = sequentialWords(JSON.parse(seeds) as SequentialSeeds);
  return [`The seeds of ${name} were chosen sequentially, ${words}: ${noAccount}`];
}

const noAccount = 'p-values and intervals here take no account of the looks at the scores.';

function rowOf(db: Database, experiment: number): SequentialRow | undefined {
  return db
    .prepare<[number], SequentialRow>(
      `select config_json -> '$.sequential' as seeds, config_json -> '$.decisions' as decisions
       from experiments where id = ?`,
    )
    .get(experiment);
}
