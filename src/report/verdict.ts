import type { Database } from 'better-sqlite3';
import { groupBy } from '../group-by.ts';
import { wrapped } from '../text/wrapped.ts';
import { comparisonOf, sentences } from './compare/index.ts';
import { type RunGroup, runGroups } from './run-groups.ts';
import { optimizerOf } from './settings-of-runs.ts';

/** Pairs of optimizers that the end of a run has room for; of more `rl-bench compare` tells. */
const most = 3;

/**
 * Which optimizer of an experiment is better, by how much, and how sure that is: a sentence for each pair on each task, as
 * `rl-bench compare` says it; '' where pairs are many, or there is nothing to compare.
 */
export function verdict(db: Database, experimentId: number): string {
  // Counted first: a comparison of many takes long.
  if (countPairs(runGroups(db, experimentId)) > most) return '';
  const comparison = comparisonOf(db, experimentId);
  return (comparison ? sentences(comparison) : []).map((sentence) => wrapped(sentence)).join('\n');
}

/** Pairs of optimizers, task by task. */
function countPairs(groups: readonly RunGroup[]): number {
  const tasks = [...groupBy(groups, ({ env, agent }) => `${env}\n${agent}`).values()];
  const counts = tasks.map((own) => new Set(own.map(optimizerOf)).size);
  return counts.reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
}
