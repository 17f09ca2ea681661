import { several } from '../../several.ts';
import { fewestSeeds } from '../../stats/index.ts';
import { formatNumber, formatP } from '../../text/format.ts';
import { alike } from '../../text/format-alike.ts';
import { right } from '../../text/heading.ts';
import type { TextTable } from '../compare/text-tables.ts';
import { noted, type Told } from '../compare/told.ts';
import { titleOrNumber } from '../title-or-number.ts';
import type { PowerComparison, TaskPower } from './compare-power.ts';

/** A table a task, sentences and notes on how many seeds are enough. */
export function toldOfPower(comparison: PowerComparison): Told {
  const { experiment, tasks, power, tests, level } = comparison;
  const title = titleOrNumber(experiment);
  return [
    ...tasks.filter(({ needed }) => needed.length > 0).map((task) => neededTable(title, task)),
    powerSentences(comparison),
    [
      'spread: standard deviation over seeds, of the differences of pairs where two optimizers ran the same seeds; median of all pairs of optimizers. at most: with the largest.',
      `Seeds: of each optimizer, to show the difference in ${Math.round(100 * power)} of 100 studies at p = ${formatP(level)}${tests > 1 ? `, 0.05 over ${several(tests, 'test')} (Holm)` : ''}.`,
    ],
    noted([
      'Spreads of few seeds are uncertain themselves, and the normal approximation flatters skewed scores: take more where you can.',
    ]),
  ];
}

/** The names of agents have their settings, which would make a column wider than a terminal: each task has its heading. */
function neededTable(title: string, task: TaskPower): TextTable {
  const differenceText = alike(task.needed.map(({ difference }) => [difference]));
  const spread = formatNumber(task.spread!.median);
  return {
    heading: `${title}: ${taskName(task)}, seeds that a difference needs`,
    columns: ['difference', 'spread', 'seeds', 'at most'].map(right),
    rows: task.needed.map(({ difference, seeds, atMost }) => [
      differenceText([difference]),
      ...[spread, String(seeds), String(atMost)],
    ]),
  };
}

/** One a task: what as many seeds as there are can show, or that it cannot be said. */
export function powerSentences({ tasks }: Pick<PowerComparison, 'tasks'>): string[] {
  return tasks.map((task) => {
    const where = taskName(task);
    if (task.spread === undefined) {
      return task.seeds < fewestSeeds
        ? `${where}: how many seeds are enough cannot be said of fewer than ${fewestSeeds}.`
        : `${where}: how many seeds are enough cannot be said, for no two seeds differ in what optimizers are apart.`;
    }
    return task.shown === undefined
      ? `${where}: ${several(task.seeds, 'seed')} can show no difference, however large.`
      : `${where}: ${several(task.seeds, 'seed')}, as there are, show a difference of about ${formatNumber(task.shown)} or more.`;
  });
}

function taskName({ env, agent }: TaskPower): string {
  return `${env}, ${agent}`;
}
