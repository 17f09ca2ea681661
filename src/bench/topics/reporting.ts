import { compareExperiment } from '../../report/compare/index.ts';
import { runScores } from '../../store/index.ts';
import { formatCount, formatNumber } from '../../text/format.ts';
import { type MadeResults, makeResults, type ResultsSize } from '../made-results.ts';
import { defineTopic } from '../topic.ts';

/** What is asked of a large results file; answers how much was read or written. One more is one line here. */
const readings = {
  gradient_stats: view('gradient_stats'),
  leaderboard: view('leaderboard'),
  learning_curves: view('learning_curves'),
  run_scores: view('run_scores'),
  gradient_imbalance: view('gradient_imbalance'),
  gradient_spikes: view('gradient_spikes'),
  'summary of a run': ({ db }: MadeResults) => runScores(db, 1).length,
  comparison: ({ db }: MadeResults) => compareExperiment(db).tasks.length,
  report: pageLength,
} as const;

const longestTable = 'gradient_stats';

interface Case extends ResultsSize {
  readonly reading: keyof typeof readings;
}

interface Row extends Case {
  readonly rows: number;
  readonly cpuSeconds: number;
  /** Over the time of reading the longest table from end to end. */
  readonly timesLongestTable: number;
  readonly fileBytes: number;
}

const usual: ResultsSize = {
  optimizers: 10,
  seeds: 10,
  updates: 1000,
  layers: 12,
  episodes: 1000,
  evaluations: 20,
};

const made = new Map<string, MadeResults>();

/** The same file for all cases of the process. */
function resultsOf({ reading: _, ...size }: Case): MadeResults {
  const key = JSON.stringify(size);
  const known = made.get(key) ?? makeResults(size);
  made.set(key, known);
  return known;
}

function view(name: string) {
  return ({ db }: MadeResults): number => {
    let rows = 0;
    for (const _ of db.prepare(`select * from ${name}`).raw().iterate()) rows++;
    return rows;
  };
}

/** Letters of the page. Loads what draws here: every command knows the topics, and none should wait for it. */
async function pageLength({ db }: MadeResults): Promise<number> {
  const { experimentFacts } = await import('../../report/experiment-facts.ts');
  const { experimentReport } = await import('../../report/experiment-report.ts');
  const { page } = await import('../../report/page/page.ts');
  return page(experimentReport(db, experimentFacts(db))).length;
}

/** What it costs to ask a large results file. */
export const reportingTopic = defineTopic<Case, Row>({
  name: 'reporting',
  title: 'What it costs to ask a large results file',
  // SQLite answers; which backend has been started makes no difference.
  backends: ['simd'],
  cases: ({ quick }) =>
    (Object.keys(readings) as (keyof typeof readings)[]).map((reading) => ({
      reading,
      ...usual,
      ...(quick ? { seeds: 3, updates: 50, episodes: 150 } : {}),
    })),
  prepare(given) {
    const results = resultsOf(given);
    let rows = 0;
    return {
      async work() {
        rows = await readings[given.reading](results);
        return 1;
      },
      facts: () => ({ rows, fileBytes: results.bytes }),
    };
  },
  rows(measured) {
    const base = measured.find(({ case: given }) => given.reading === longestTable)!.by.simd.cpuSeconds;
    return measured.map(({ case: given, by: { simd } }) => ({
      ...given,
      rows: simd.facts.rows!,
      cpuSeconds: simd.cpuSeconds,
      timesLongestTable: simd.cpuSeconds / base,
      fileBytes: simd.facts.fileBytes!,
    }));
  },
  columns: [
    { header: 'what', cell: ({ reading }) => reading },
    { header: 'rows', align: 'right', cell: ({ rows }) => formatCount(rows) },
    { header: 'CPU s', align: 'right', cell: ({ cpuSeconds }) => formatNumber(cpuSeconds) },
    {
      header: `× ${longestTable}`,
      align: 'right',
      cell: ({ timesLongestTable }) => formatNumber(timesLongestTable),
    },
  ],
  notes: ([row]) => {
    const { optimizers, seeds, updates, layers, episodes, evaluations, fileBytes } = row!;
    return [
      `${optimizers} optimizers × ${seeds} seeds × ${formatCount(updates)} updates × (${layers} layers and the whole), and`,
      `of each run ${formatCount(episodes)} episodes and ${evaluations} evaluations: ${formatCount(fileBytes)} bytes.`,
      `× ${longestTable}: over the time of reading every row of that table once.`,
    ];
  },
});
