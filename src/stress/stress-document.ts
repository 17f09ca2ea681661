import { basename, dirname, extname, join, resolve } from 'node:path';
import type { Database } from 'better-sqlite3';
import { UsageError } from '../errors.ts';
import { writeFigures } from '../report/export/figure-files.ts';
import { paletteOf } from '../report/figures/index.ts';
import { codeBlock, heading, paragraph } from '../report/study-document/markdown-parts.ts';
import { several } from '../several.ts';
import { formatShare } from '../text/format.ts';
import { markdownList, markdownTable } from '../text/markdown.ts';
import { writeWhole } from '../write-whole.ts';
import type { Matrix } from './matrix.ts';
import { matrixFigure } from './matrix-figure.ts';
import { percent } from './percent.ts';
import { type ProblemAccount, problemAccounts } from './problem-accounts.ts';
import { mostly, sentencesOf } from './sentences.ts';
import { ratesFor, type StressSettings, tuningSeeds } from './stress-settings.ts';

/** What a document needs to know beside the results. */
export interface StressFacts {
  readonly experiment: number;
  readonly matrix: Matrix;
  readonly settings: Pick<StressSettings, 'seeds' | 'steps'>;
  /** As it was typed. */
  readonly command: string;
  readonly version: string;
}

/** @throws UsageError for the name of a file that is no Markdown. */
export function refuseDocument(path: string): void {
  if (extname(path) === '.md' && basename(path) !== '.md') return;
  throw new UsageError(`--out writes a file that ends in .md, given "${path}"`);
}

/**
 * Writes an experiment as a Markdown file, and its picture into a folder beside it that has its name.
 *
 * @returns the paths of all files.
 * @throws UsageError if a file cannot be written.
 */
export async function writeStressDocument(db: Database, facts: StressFacts, path: string): Promise<string[]> {
  refuseDocument(path);
  const folder = basename(path, '.md');
  const optimizers = facts.matrix.rows.map(({ optimizer }) => optimizer);
  const accounts = problemAccounts(db, facts.experiment, optimizers, mostly);
  const figure = matrixFigure(facts.matrix, facts.experiment);
  const picture = `![${figure.title}](${encodeURIComponent(folder)}/${figure.id}.svg)`;
  writeWhole(resolve(path), stressDocument(facts, accounts, picture, figure.caption));
  const pictures = await writeFigures(join(dirname(path), folder), 'svg', [figure], paletteOf([]));
  return [path, ...pictures];
}

function stressDocument(
  { matrix, settings, command, version }: StressFacts,
  accounts: readonly ProblemAccount[],
  picture: string,
  caption: string,
): string {
  const { modes, rows } = matrix;
  const { seeds, steps } = settings;
  const rates = ratesFor(0);
  const parts = [
    heading(1, 'What breaks which optimizer'),
    paragraph(
      `${several(rows.length, 'optimizer')} on ${several(accounts.length, 'problem')} of ${several(modes.length, 'failure mode')}, each of a few numbers, and each breaking something that optimizers count on.`,
      'The picture, the table and every sentence are made from the results file by rl-bench.',
    ),
    heading(2, 'In short'),
    markdownList(sentencesOf(matrix, accounts)),
    picture,
    paragraph(caption),
    heading(2, 'The problems'),
    markdownTable(
      [
        { header: 'problem' },
        { header: 'failure mode' },
        { header: 'what it breaks' },
        { header: 'error', align: 'right' },
        { header: 'solved', align: 'right' },
        { header: 'solvers', align: 'right' },
      ],
      accounts.map(({ problem, mode, breaks, tolerance, solved, solvers }) => [
        ...[problem, mode, breaks, `${100 * tolerance} %`],
        formatShare(solved),
        `${solvers.length} of ${rows.length}`,
      ]),
    ),
    paragraph(
      'A problem counts as solved where at most this share of the error at the start (the distance from the solution, or the loss) is left in the last tenth of the steps throughout; what diverges has solved nothing.',
      'Solved is the mean share of the trials over optimizers; solvers are the optimizers that solve it in at least half of theirs.',
    ),
    heading(2, 'The matrix'),
    markdownTable(
      [
        { header: 'optimizer' },
        ...modes.map(({ short }) => ({ header: short, align: 'right' as const })),
        { header: 'all', align: 'right' },
      ],
      rows.map(({ optimizer, solved, mean }) => [optimizer, ...solved.map(percent), percent(mean)]),
    ),
    heading(2, 'How it was made'),
    codeBlock(command),
    paragraph(
      `Every optimizer has ${steps} steps on every problem, and the same budget of settings: ${rates.length} learning rates from ${rates[0]} to ${rates.at(-1)}, a hundred times as large for rules whose usual rate is 1 or more, a factor on what they find by themselves.`,
      `Each is tried by ${several(tuningSeeds.length, 'seed')}; the one that solves most, of equals the one with the least median error, is scored by ${several(seeds, 'other seed')}.`,
      'All other settings are the defaults, but that rules which leave vectors to Adam have it learn at their own rate.',
    ),
    paragraph('Problems of one failure mode count alike, and so do the modes.'),
    paragraph(
      'What it cannot say: problems of two dozen numbers are no networks, and who fails here may do well on a task that has nothing of the kind. It says what a rule is sensitive to, for the budget of settings that it had.',
      'The lowest loss of all problems but the games is 0, just what rules suppose that go by the loss and a lower bound of it (MOMO): they are told more than the others.',
      `Made by rl-bench ${version}.`,
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}
