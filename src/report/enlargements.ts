import type { Database } from 'better-sqlite3';
import { several } from '../several.ts';
import { listed } from '../text/listed.ts';
import { ranges } from '../text/ranges.ts';

interface EnlargementRow {
  readonly at: string;
  readonly runs: number;
  /** JSON arrays of what was new. */
  readonly seeds: string;
  readonly environments: string;
  readonly agents: string;
  readonly optimizers: string;
  readonly learningRates: string;
}

/** When an experiment was enlarged, and by what, a sentence each: `Enlarged 2026-11-30 02:10 UTC by 20 runs: 10 seeds (6–15).` */
export function enlargementSentences(db: Database, experiment: number): string[] {
  return db
    .prepare<[number], EnlargementRow>(
      `select enlarged_at as at, runs, seeds, environments, agents, optimizers, learning_rates as learningRates
       from enlargements where experiment_id = ? order by place`,
    )
    .all(experiment)
    .map(sentence);
}

/** What a reader of a comparison has to know of them. */
export function enlargementNotes(db: Database, experiment: number): string[] {
  const told = enlargementSentences(db, experiment);
  if (told.length === 0) return [];
  return [
    ...told,
    'p-values and intervals are those of a plan that was fixed before: where the scores were looked at before it was ' +
      'enlarged, and had a say in it, differences are shown too easily.',
  ];
}

function sentence({ at, runs, ...rows }: EnlargementRow): string {
  const seeds = JSON.parse(rows.seeds) as number[];
  const named = (['optimizers', 'agents', 'environments', 'learningRates'] as const).flatMap((key) => {
    const values = JSON.parse(rows[key]) as (string | number)[];
    const what = {
      optimizers: 'optimizer',
      agents: 'agent',
      environments: 'environment',
      learningRates: 'learning rate',
    };
    return values.length === 0 ? [] : [`${several(values.length, what[key])} (${values.join(', ')})`];
  });
  const parts = [
    ...(seeds.length === 0 ? [] : [`${several(seeds.length, 'seed')} (${ranges(seeds)})`]),
    ...named,
  ];
  const by = parts.length === 0 ? '' : `: ${listed(parts)}`;
  return `Enlarged ${at.slice(0, 16).replace('T', ' ')} UTC by ${several(runs, 'run')}${by}.`;
}
