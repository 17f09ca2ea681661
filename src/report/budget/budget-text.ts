import { several } from '../../several.ts';
import { fewestSeeds } from '../../stats/index.ts';
import { alike, estimate } from '../../text/format-alike.ts';
import { listed } from '../../text/listed.ts';
import { leastSeeds } from '../compare/pair-test.ts';
import { correctedLevel } from '../compare/pairs.ts';
import type { TextTable } from '../compare/text-tables.ts';
import { noted, type Told } from '../compare/told.ts';
import { type BudgetPair, type BudgetTask, isShown } from './budget-curves.ts';
import type { BudgetComparison } from './compare-budget.ts';

/** Tables, sentences and notes on budgets. */
export function toldOfBudget(comparison: BudgetComparison): Told {
  return [
    ...comparison.tasks.map((task) => table(task, comparison)),
    [
      'A cell: expected score of the best of so many random settings, chosen on all seeds but one and judged by that one; mean over seeds.',
      '[a, b]: 95 % bootstrap interval over seeds; the settings that were tried are held fixed.',
    ],
    budgetSentences(comparison),
    noted(budgetNotes(comparison)),
  ];
}

function table(task: BudgetComparison['tasks'][number], { experiment }: BudgetComparison): TextTable {
  const rows = task.trials.flatMap((trials) =>
    task.curves.flatMap((curve) => {
      const point = curve.points.find((each) => each.trials === trials);
      return point === undefined ? [] : [{ curve, point }];
    }),
  );
  const format = alike(rows.map(({ point }) => estimate(point.mean, point.interval)));
  const right = 'right' as const;
  return {
    heading: `${experiment.title || `experiment ${experiment.id}`}: ${task.env}, ${task.agent}, best of so many settings`,
    columns: [
      { header: 'optimizer', align: 'left' },
      { header: 'trials', align: right },
      { header: 'of', align: right },
      { header: 'seeds', align: right },
      { header: task.score, align: 'left' },
    ],
    rows: rows
      .toSorted((a, b) => a.point.trials - b.point.trials || b.point.mean - a.point.mean)
      .map(({ curve, point }) => [
        curve.name,
        String(point.trials),
        String(curve.settings),
        String(curve.seedList.length),
        format(estimate(point.mean, point.interval)),
      ]),
  };
}

/** One a task and number of trials: who is shown to be ahead, or that nobody is. */
export function budgetSentences({ tasks }: Pick<BudgetComparison, 'tasks'>): string[] {
  return tasks.flatMap((task) => {
    const where = tasks.length > 1 ? `${task.env}, ${task.agent}: ` : '';
    return task.trials.flatMap((trials) => {
      const pairs = task.pairs.filter((pair) => pair.trials === trials);
      return pairs.length === 0 ? [] : [`${where}${sentence(trials, pairs)}`];
    });
  });
}

function sentence(trials: number, pairs: readonly BudgetPair[]): string {
  const budget = `With ${several(trials, 'trial')}`;
  if (pairs.every(({ p }) => p === undefined)) {
    return `${budget} it cannot be said who is ahead: that takes ${fewestSeeds} seeds or more.`;
  }
  const first = pairs[0]!.a;
  const led = pairs.filter(({ a }) => a === first);
  const beaten = led.filter(isShown).map(({ b }) => b);
  const open = led.filter((pair) => !isShown(pair)).map(({ b }) => b);
  if (beaten.length > 0) {
    const rest = open.length === 0 ? '' : `; no difference could be shown between it and ${listed(open)}`;
    return `${budget} ${first} is shown to be better than ${listed(beaten)}${rest}.`;
  }
  const others = pairs.filter(isShown).map(({ a, b }) => `${a} better than ${b}`);
  const but = others.length === 0 ? '' : `; shown is: ${listed(others)}`;
  return `${budget} it cannot be said who is ahead: no difference could be shown between ${listed([first, ...open])}${but}.`;
}

function budgetNotes({ tasks }: BudgetComparison): string[] {
  const pairs = tasks.flatMap((task) => task.pairs);
  const tests = pairs.filter(({ p }) => p !== undefined).length;
  const level = correctedLevel('holm', tests);
  const seedsOf = (task: BudgetTask) => task.curves.map(({ seedList }) => seedList.length);
  const fewest = Math.min(...tasks.flatMap(seedsOf));
  const needed = leastSeeds('permutation', true, level);
  const short = tasks.flatMap(({ curves, trials }) =>
    curves.filter(({ settings }) => settings < Math.max(...trials)).map(({ name }) => name),
  );
  return [
    ...(tests > 1
      ? [`p-values are corrected by Holm over ${several(tests, 'test')}: pairs, trials and tasks.`]
      : []),
    ...(tests > 0 && fewest < needed
      ? [
          `With ${fewest} seeds no difference can be shown after Holm, however large it is; it takes ${needed}.`,
        ]
      : []),
    ...(fewest === 1
      ? [
          'With one seed the best setting is judged by the scores that chose it, which flatters optimizers with more settings.',
        ]
      : []),
    ...(short.length > 0
      ? [
          `${listed([...new Set(short)])} had fewer settings than others; nothing is said of more trials than were made.`,
        ]
      : []),
  ];
}
