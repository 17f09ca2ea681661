import { formatBytes } from '../../format-bytes.ts';
import { formatCount, formatNumber } from '../../text/format.ts';
import { type CommandCost, timedCommand } from '../command-cost.ts';
import { type MadeStudy, makeStudy, type StudySize } from '../made-study.ts';
import { defineTopic, type Scope, type Topic } from '../topic.ts';

/** What is done with a study, by what it is called in the table: the words of the command. */
export const scaleSteps = {
  plan: ({ study }: MadeStudy) => ['sweep', study, '--slurm', '--shards', '8'],
  merge: ({ shards }: MadeStudy) => ['merge', 'all.sqlite', ...shards],
  leaderboard: ({ merged }: MadeStudy) => ['leaderboard', '--db', merged],
  compare: ({ merged }: MadeStudy) => ['compare', '--db', merged],
  report: ({ merged }: MadeStudy) => ['report', '--db', merged],
} as const;

interface Case extends StudySize {
  readonly step: keyof typeof scaleSteps;
}

interface Row extends Case, CommandCost {
  readonly runs: number;
  /** Of the merged file; absent for the plan. */
  readonly fileBytes?: number;
  /** CPU time over that of the next smaller study, which has a tenth of the runs; absent for the smallest. */
  readonly timesSmaller?: number;
}

const hundred: StudySize = { tasks: 4, optimizers: 5, seeds: 5 };
const thousand: StudySize = { tasks: 10, optimizers: 10, seeds: 10 };
const tenThousand: StudySize = { tasks: 20, optimizers: 10, seeds: 50 };
const hundredThousand: StudySize = { tasks: 40, optimizers: 10, seeds: 250 };

const made = new Map<string, Promise<MadeStudy>>();

/** The same files for all cases of the process. */
function studyOf({ step: _, ...size }: Case): Promise<MadeStudy> {
  const key = JSON.stringify(size);
  const known = made.get(key) ?? makeStudy(size);
  made.set(key, known);
  return known;
}

/** What it costs to handle a study of many runs. */
export const scaleTopic = topicOf(
  'scale',
  'What is done with a study, by how many runs it has',
  ({ quick }) => (quick ? [hundred, thousand] : [thousand, tenThousand]),
);

/** The same of very many: it takes long, and room on the disk for two gigabytes. */
export const largeScaleTopic = topicOf(
  'large-scale',
  'What is done with a study of very many runs, by how many it has',
  ({ quick }) => (quick ? [hundred, thousand] : [tenThousand, hundredThousand]),
);

function topicOf(name: string, title: string, sizes: (scope: Scope) => readonly StudySize[]): Topic {
  return defineTopic<Case, Row>({
    name,
    title,
    // Nothing is trained.
    backends: ['simd'],
    // It takes minutes and room on the disk.
    onlyIfAsked: true,
    cases: (scope) =>
      sizes(scope).flatMap((size) =>
        (Object.keys(scaleSteps) as (keyof typeof scaleSteps)[]).map((step) => ({ step, ...size })),
      ),
    async prepare(given) {
      const study = await studyOf(given);
      const { facts, ...command } = timedCommand(scaleSteps[given.step](study));
      const fileBytes = study.mergedBytes;
      return { ...command, facts: () => ({ ...facts!(), ...(given.step !== 'plan' && { fileBytes }) }) };
    },
    rows(results) {
      const rows = results.map(({ case: given, by }) => ({
        ...given,
        runs: given.tasks * given.optimizers * given.seeds,
        ...(by.simd.facts as object as CommandCost & Pick<Row, 'fileBytes'>),
      }));
      return rows.map((row) => {
        const smaller = rows.findLast(({ step, runs }) => step === row.step && runs < row.runs);
        return { ...row, ...(smaller && { timesSmaller: row.cpuSeconds / smaller.cpuSeconds }) };
      });
    },
    columns: [
      { header: 'step', cell: ({ step }) => step },
      { header: 'runs', align: 'right', cell: ({ runs }) => formatCount(runs) },
      { header: 's', align: 'right', cell: ({ seconds }) => formatNumber(seconds) },
      { header: 'CPU s', align: 'right', cell: ({ cpuSeconds }) => formatNumber(cpuSeconds) },
      {
        header: '× smaller',
        align: 'right',
        cell: ({ timesSmaller }) => (timesSmaller === undefined ? '-' : formatNumber(timesSmaller)),
      },
      { header: 'peak memory', align: 'right', cell: ({ peakBytes }) => formatBytes(peakBytes) },
      {
        header: 'file',
        align: 'right',
        cell: ({ fileBytes }) => (fileBytes === undefined ? '-' : formatBytes(fileBytes)),
      },
    ],
    notes: () => [
      'Of commands, the start of Node included; merge takes 8 shards. Runs are made,',
      'not trained: 5 updates, 10 episodes, 5 evaluations each. × smaller: CPU time',
      'over that of the study with a tenth of the runs, so 10 is linear. file: merged.',
    ],
  });
}
