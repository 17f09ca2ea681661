import type { Database } from 'better-sqlite3';
import { fewestSeeds } from '../../stats/index.ts';
import { formatCount, formatPercent, formatRate } from '../../text/format.ts';
import { alike, estimate, type Numbers } from '../../text/format-alike.ts';
import { type Column, table } from '../../text/table.ts';
import { wrapped } from '../../text/wrapped.ts';
import { seedsCell } from '../counted-as-worst.ts';
import { askedRows } from '../figures/draw-figures.ts';
import { type OverSeeds, overSwitches, type SwitchedOptimizer, type SwitchedTask } from './over-switches.ts';
import { type PeriodRow, periodsQuery, switchesSql } from './periods-query.ts';

/** The tasks of an experiment that switch, and what that has made of optimizers; none where nothing switches. */
export function switchedTasks(db: Database, experiment: number): SwitchedTask[] {
  // Asked first: the other question looks at the scores of all runs.
  const some = db.prepare<[number]>(`select 1 from runs where experiment_id = ? and ${switchesSql} limit 1`);
  if (some.get(experiment) === undefined) return [];
  return overSwitches(askedRows(db, periodsQuery(experiment)) as PeriodRow[]);
}

/** The same as tables, at most as wide as lines of a terminal; '' where there are none. */
export function switchesText(tasks: readonly SwitchedTask[], width: number): string {
  return tasks
    .map((task) =>
      [
        wrapped(`${switchesHeading(task)}:`),
        '',
        table(switchesColumns(task), task.optimizers, { width }),
        '',
        ...switchesNotes(task).map((note) => wrapped(note)),
      ].join('\n'),
    )
    .join('\n\n');
}

/** `cartpole that switches every 20k steps, ppo: 10 periods` */
export function switchesHeading({ env, agent, every, periods }: SwitchedTask): string {
  return `Over switches: ${env}, ${agent}, ${periods} periods of ${formatCount(every)} steps`;
}

export function switchesColumns({ optimizers }: SwitchedTask): Column<SwitchedOptimizer>[] {
  const numbers = (header: string, of: (own: SwitchedOptimizer) => Numbers): Column<SwitchedOptimizer> => {
    const format = alike(optimizers.map(of));
    return { header, cell: (own) => format(of(own)) };
  };
  const changes = (value: OverSeeds | undefined): Numbers => estimate(value?.mean, value?.interval);
  return [
    { header: 'optimizer', cell: ({ optimizer }) => optimizer, wraps: true },
    { header: 'lr', align: 'right', cell: ({ learningRate }) => formatRate(learningRate) },
    { header: 'seeds', align: 'right', cell: (own) => seedsCell({ ...own, notFinite: 0 }) },
    numbers('first', ({ first }) => [first]),
    numbers('last', ({ last }) => [last]),
    numbers('change', ({ change }) => changes(change)),
    numbers('at a switch', ({ atSwitches }) => changes(atSwitches)),
    ...(optimizers.some(({ dormant }) => dormant)
      ? [
          {
            header: 'dormant, %',
            cell: ({ dormant }: SwitchedOptimizer) => dormant?.map(formatPercent).join(' → ') ?? '',
          },
        ]
      : []),
  ];
}

/** What a reader has to know of the table. */
export function switchesNotes({ optimizers }: SwitchedTask): string[] {
  const few = optimizers.some(({ seeds }) => seeds < fewestSeeds);
  return [
    'first, last: mean return of the last evaluation before the first switch, and at the end of the last period; change: the second less the first, seed by seed. Tasks of two periods may differ in how hard they are, for all optimizers alike.',
    'at a switch: the first evaluation behind it less the last one before, mean over switches.',
    few
      ? `No interval: fewer than ${fewestSeeds} seeds cannot say how sure a mean is.`
      : '[a, b]: 95 % bootstrap interval over seeds.',
    ...(optimizers.some(({ dormant }) => dormant)
      ? ['dormant: mean share of the units of hidden layers in the first period and in the last one.']
      : []),
    ...(optimizers.some(({ diverged }) => diverged > 0)
      ? ['A run that diverged counts with the worst score of the experiment from there on.']
      : []),
  ];
}
