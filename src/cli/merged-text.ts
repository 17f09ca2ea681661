import { several } from '../several.ts';
import type { MergeAccount, MergedWhole } from '../sweep/merge/merge-files.ts';
import type { MissingShard } from '../sweep/merge/missing-runs.ts';
import { shardName } from '../sweep/units/shard.ts';
import { dbFlag, nearPath } from '../text/db-flag.ts';
import { wrapped } from '../text/wrapped.ts';

/** Of many shards that are missing, the first ones are named. */
const longestList = 8;

/** What was merged, what is missing, and what to do next. */
export function mergedText({ into, files, experiments }: MergeAccount): string {
  return [
    ...files.map(
      ({ path, runsTaken }) =>
        `${path}: ${runsTaken === 0 ? 'nothing new' : `${several(runsTaken, 'run')} taken`}`,
    ),
    '',
    ...experiments.flatMap(experimentLines),
    '',
    `Everything is in ${nearPath(into)}.${next(into, experiments)}`,
  ].join('\n');
}

function experimentLines({ id, title, runs, ended, missing, awaitsScoring }: MergedWhole): string[] {
  const name = `experiment ${id}${title === '' ? '' : ` (${title})`}`;
  if (runs === 0) return [`${name}: no runs, but what else it measured`];
  const counted =
    ended === runs ? `all ${several(runs, 'run')} have ended` : `${ended} of ${runs} runs have ended`;
  const shown = missing.slice(0, longestList).map(missingShard);
  const more = missing.length > longestList ? [`and ${missing.length - longestList} shards more`] : [];
  return [
    `${name}: ${counted}`,
    ...(missing.length > 0 ? [wrapped(`  missing: ${[...shown, ...more].join(', ')}`)] : []),
    ...(awaitsScoring ? ['  its tuning runs are complete: train its shards with --stage scoring'] : []),
  ];
}

function missingShard({ runs, isThere, ...shard }: MissingShard): string {
  return `${shardName(shard)} (${isThere ? `${several(runs, 'run')} left` : 'not merged'})`;
}

/** The first experiment that is not complete decides. */
function next(into: string, experiments: readonly MergedWhole[]): string {
  const open = experiments.find(({ runs, ended }) => ended < runs);
  const where = dbFlag(into);
  if (open !== undefined) {
    return ` Next:\n  merge what is missing, or train it here: npx rl-bench resume ${open.id}${where}`;
  }
  const [first] = experiments.filter(({ runs, awaitsScoring }) => runs > 0 && !awaitsScoring);
  return first === undefined ? '' : ` Next:\n  npx rl-bench leaderboard --experiment ${first.id}${where}`;
}
