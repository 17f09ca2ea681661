import type { Database } from 'better-sqlite3';
import { formatValue, type Value } from '../../call-expression.ts';
import { several } from '../../several.ts';
import { fewestSeeds } from '../../stats/index.ts';
import { environmentWords, finalScore, type TaskWords, type WordsOf } from '../../task-words.ts';
import { formatCount, formatNumber } from '../../text/format.ts';
import { alike, estimate, type Numbers } from '../../text/format-alike.ts';
import { listed } from '../../text/listed.ts';
import { type Column, table } from '../../text/table.ts';
import { wrapped } from '../../text/wrapped.ts';
import { notFiniteMeaning } from '../counted-as-worst.ts';
import { askedRows } from '../figures/draw-figures.ts';
import { ablationQuery } from './ablation-query.ts';
import { type AblationRow, ablationEffects, type Change, type Effect, type TaskEffects } from './effects.ts';
import { whatIsShown } from './what-is-shown.ts';

const terminalWidth = 80;

/** The effects in an experiment; none for one that is no ablation. */
export function experimentEffects(db: Database, experiment: number): TaskEffects[] {
  return ablationEffects(askedRows(db, ablationQuery(experiment)) as AblationRow[]);
}

/** What an ablation found, at most 80 columns wide. @param optimizer as it was named. @param width of tables. */
export function ablationText(
  tasks: readonly TaskEffects[],
  optimizer: string,
  wordsOf: WordsOf = () => environmentWords,
  width = terminalWidth,
): string {
  if (tasks.length === 0) return `${optimizer}: no run has ended yet`;
  return tasks.map((task) => taskText(task, optimizer, wordsOf(task.env), width)).join('\n\n');
}

function taskText(task: TaskEffects, optimizer: string, words: TaskWords, width: number): string {
  const { env, agent, design, totalTimesteps, effects } = task;
  const full = design === 'full factorial';
  const against = full ? 'the mean of all combinations' : `${optimizer} as it is`;
  const few = effects.some(({ seeds }) => seeds < fewestSeeds);
  const alike = new Set(effects.map(({ seeds }) => seeds)).size === 1;
  const seeds = alike ? `, ${several(effects[0]!.seeds, 'seed')}` : '';
  return [
    wrapped(
      `${optimizer}, ${design}: ${env}, ${agent}, ${several(totalTimesteps, words.unit, formatCount)}${seeds}`,
      terminalWidth,
    ),
    '',
    table(
      columnsFor(effects, words).filter((column) => !(alike && column === seedsColumn)),
      effects,
      { width },
    ),
    '',
    wrapped(`change: of the mean ${finalScore(words)}, seed by seed, against ${against}.`, terminalWidth),
    ...(few
      ? ['No interval and no p: fewer than 3 seeds cannot say how sure a change is.']
      : [
          '[a, b]: 95 % bootstrap interval over seeds.',
          'p Holm: paired sign-flip permutation test, corrected over all changes.',
        ]),
    ...countedAsWorst(task).map((line) => wrapped(line, terminalWidth)),
    ...whatIsShown(effects).map((sentence) => wrapped(sentence, terminalWidth)),
    ...(effects.some(({ asItIs }) => asItIs) ? [wrapped(`*: as ${optimizer} is.`, terminalWidth)] : []),
  ].join('\n');
}

/** Runs whose score is the worst of the experiment, for they have none of their own. */
export function countedAsWorst({ diverged, notFinite }: TaskEffects): string[] {
  const reasons = [
    ...(diverged > 0 ? [`${several(diverged, 'run')} diverged`] : []),
    ...(notFinite > 0 ? [`${several(notFinite, 'run')} ${notFiniteMeaning}`] : []),
  ];
  return reasons.length === 0 ? [] : [`${listed(reasons)}: counted with the worst score of the experiment.`];
}

const seedsColumn: Column<Effect> = {
  header: 'seeds',
  align: 'right',
  cell: ({ seeds }) => String(seeds),
};

/** The columns of a table of effects, a row a setting's value. */
export function columnsFor(effects: readonly Effect[], words: TaskWords): readonly Column<Effect>[] {
  const score = (effect: Effect): Numbers => estimate(effect.mean, effect.interval);
  const difference = ({ value, interval }: Change): Numbers => estimate(value, interval);
  const scoreText = alike(effects.map(score));
  const changeText = alike(
    effects.flatMap(({ change }) => (change === undefined ? [] : [difference(change)])),
  );
  return [
    { header: 'setting', cell: ({ factor }) => factor, wraps: true },
    { header: 'value', cell: ({ value, asItIs }) => `${formatValue(value as Value)}${asItIs ? ' *' : ''}` },
    seedsColumn,
    { header: finalScore(words), cell: (effect) => scoreText(score(effect)) },
    { header: 'change', cell: ({ change }) => (change === undefined ? '' : changeText(difference(change))) },
    { header: 'p Holm', align: 'right', cell: ({ change }) => formatNumber(change?.pAdjusted) },
  ];
}
