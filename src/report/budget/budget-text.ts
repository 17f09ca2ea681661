import { several } from '../../several.ts';
import { fewestSeeds } from '../../stats/index.ts';
import { formatHundredths } from '../../text/format.ts';
import { alike, estimate } from '../../text/format-alike.ts';
import { listed } from '../../text/listed.ts';
import { leastSeeds } from '../compare/pair-test.ts';
import { correctedLevel } from '../compare/pairs.ts';
import { type TextTable, withInterval } from '../compare/text-tables.ts';
import { noted, type Told } from '../compare/told.ts';
import { isAhead } from '../is-ahead.ts';
import { titleOrNumber } from '../title-or-number.ts';
import { type BudgetPair, type BudgetTask, isShown } from './budget-curves.ts';
import type { BudgetComparison } from './compare-budget.ts';

/** More columns of intervals would be wider than a terminal. */
const columnsAtOnce = 3;

/** What the cells mean. */
export function budgetLegend({ overall }: Pick<BudgetComparison, 'overall'>): string[] {
  return [
    'A cell: expected score of the best of so many random settings, chosen on all seeds but one and judged by that one; mean over seeds.',
    '[a, b]: 95 % bootstrap interval over seeds; the settings that were tried are held fixed.',
    ...(overall === undefined
      ? []
      : [
          'Over tasks scores are normalised on each: 0 is the 5th percentile of all settings of all optimizers, 1 the 95th; intervals are over the seeds of each task.',
        ]),
  ];
}

/** Optimizers by numbers of trials, a table a task. */
export function budgetTables(comparison: BudgetComparison): TextTable[] {
  return comparison.tasks.map((task) => table(task, comparison));
}

/** Tables, sentences and notes on budgets. */
export function toldOfBudget(comparison: BudgetComparison): Told {
  return [
    ...budgetTables(comparison),
    ...overallTables(comparison),
    budgetLegend(comparison),
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
    heading: `${titleOrNumber(experiment)}: ${task.env}, ${task.agent}, best of so many settings`,
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

/** Optimizers by numbers of trials, over all tasks; nothing where there is one. */
export function overallTables({ overall }: Pick<BudgetComparison, 'overall'>): TextTable[] {
  if (overall === undefined) return [];
  const { trials, tasks } = overall;
  const parts = trials.filter((_, at) => at % columnsAtOnce === 0).map((_, part) => part * columnsAtOnce);
  return parts.map((from) => {
    const shown = trials.slice(from, from + columnsAtOnce);
    return {
      heading: from === 0 ? `Over ${tasks} tasks, scores normalised, best of so many settings` : '',
      columns: [
        { header: 'optimizer', align: 'left' },
        ...shown.map((each) => ({ header: `of ${each.trials}`, align: 'left' as const })),
      ],
      rows: trials.at(-1)!.optimizers.map(({ name }) => [
        name,
        ...shown.map(({ optimizers }) => {
          const { value, interval } = optimizers.find((each) => each.name === name)!.score;
          return withInterval(value, interval, formatHundredths);
        }),
      ]),
    };
  });
}

/** One a number of trials over all tasks, where there are several, and one a task and number of trials: who is ahead, or that it cannot be said. */
export function budgetSentences({ tasks, overall }: Pick<BudgetComparison, 'tasks' | 'overall'>): string[] {
  return [...overallSentences({ overall }), ...taskSentences(tasks)];
}

/** One a number of trials over all tasks; none where there is one task. */
export function overallSentences({ overall }: Pick<BudgetComparison, 'overall'>): string[] {
  return (overall?.trials ?? []).map(({ trials, optimizers, lead }) => {
    const where = `Over ${overall!.tasks} tasks with ${several(trials, 'trial')}`;
    const first = optimizers[0]!.name;
    if (lead.every(({ difference }) => difference.interval === undefined)) {
      return `${where} it cannot be said who is ahead: that takes ${fewestSeeds} seeds or more.`;
    }
    const ahead = lead.filter(({ difference }) => isAhead(difference));
    return ahead.length === 0
      ? `${where} it cannot be said who is ahead: no 95 % interval over seeds of the lead of ${first} lies above 0.`
      : `${where} ${first} is ahead of ${listed(ahead.map(({ over }) => over))} (95 % intervals over seeds of the lead lie above 0).`;
  });
}

/** One a task and number of trials. */
export function taskSentences(tasks: BudgetComparison['tasks']): string[] {
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

/** What a reader has to know of budgets, a sentence each. */
export function budgetNotes({ tasks, overall }: BudgetComparison): string[] {
  const pairs = tasks.flatMap((task) => task.pairs);
  const tests = pairs.filter(({ p }) => p !== undefined).length;
  const level = correctedLevel('holm', tests);
  const seedsOf = (task: BudgetTask) => task.curves.map(({ seedList }) => seedList.length);
  const fewest = Math.min(...tasks.flatMap(seedsOf));
  const needed = leastSeeds('permutation', true, level);
  const short = tasks.flatMap(({ curves, trials }) =>
    curves.filter(({ settings }) => settings < Math.max(...trials)).map(({ name }) => name),
  );
  const leads = overall?.trials.flatMap(({ lead }) => lead).length ?? 0;
  return [
    ...(leads > 1
      ? [
          `Intervals of ${several(leads, 'lead')} over all tasks are not corrected for their number, and of few seeds intervals are too narrow.`,
        ]
      : []),
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
