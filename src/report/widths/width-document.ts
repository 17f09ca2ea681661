import { basename, dirname, extname, join, resolve } from 'node:path';
import type { Database } from 'better-sqlite3';
import { UsageError } from '../../errors.ts';
import { several } from '../../several.ts';
import { bootstrapInterval, mean } from '../../stats/index.ts';
import { formatCount, formatNumber, formatRate } from '../../text/format.ts';
import { formatEstimate } from '../../text/format-alike.ts';
import { right } from '../../text/heading.ts';
import { listed } from '../../text/listed.ts';
import { markdownList, markdownTable } from '../../text/markdown.ts';
import { writeWhole } from '../../write-whole.ts';
import { writeFigures } from '../export/figure-files.ts';
import { askedRows } from '../figures/draw-figures.ts';
import { paletteOf } from '../figures/index.ts';
import { codeBlock, folded, heading, paragraph } from '../study-document/markdown-parts.ts';
import { drawRatesByWidth } from './rates-by-width.ts';
import {
  type AtWidth,
  type TriedRate,
  transferOf,
  type WidthRow,
  type WidthSeries,
  widthSeries,
  widthsQuery,
} from './width-series.ts';

const figureId = 'rates-by-width';

/**
 * Writes what learning rates are best for networks of several widths as a Markdown file, and its picture into a folder
 * beside it that has its name.
 *
 * @param titles of the experiments, a width or more each, as SQLite's GLOB has it.
 * @returns the paths of all files.
 * @throws UsageError where there are no two widths to be held against each other, or a file cannot be written.
 */
export async function writeWidthDocument(db: Database, titles: string, path: string): Promise<string[]> {
  const folder = basename(path, '.md');
  if (extname(path) !== '.md' || folder === '.md') {
    throw new UsageError(`--markdown writes a file that ends in .md, given "${path}"`);
  }
  const sql = widthsQuery(titles);
  const series = widthSeries(askedRows(db, sql) as WidthRow[]);
  const drawn = drawRatesByWidth(series);
  if (drawn === undefined) {
    throw new UsageError(
      `no optimizer was trained with hidden layers of two widths in experiments whose titles are like "${titles}"; give each width an experiment, or another pattern with --widths`,
    );
  }
  const title = 'The best learning rate by the width of a network';
  const picture = `![${title}](${encodeURIComponent(folder)}/${figureId}.svg)\n\n${paragraph(drawn.caption)}`;
  writeWhole(
    resolve(path),
    widthDocument(series, picture, { titles, sql, commands: commandsOf(db, series) }),
  );
  const figure = { id: figureId, title, sql, ...drawn };
  const files = await writeFigures(join(dirname(path), folder), 'svg', [figure], paletteOf(drawn.legend));
  return [path, ...files];
}

/** What began the experiments that count. */
function commandsOf(db: Database, series: readonly WidthSeries[]): string[] {
  const experiments = [
    ...new Set(series.flatMap(({ widths }) => widths.map(({ experiment }) => experiment))),
  ];
  const ask = db.prepare<[number], string>('select command from experiments where id = ?').pluck();
  return experiments.sort((a, b) => a - b).map((id) => ask.get(id)!);
}

interface Asked {
  readonly titles: string;
  readonly sql: string;
  readonly commands: readonly string[];
}

/** Every number in it is from the results file. */
export function widthDocument(
  series: readonly WidthSeries[],
  picture: string,
  { titles, sql, commands }: Asked,
): string {
  const parts = [
    heading(1, 'Learning rates and the width of a network'),
    paragraph(
      'Is the best learning rate of a narrow network the best of a wide one as well? With the maximal-update parametrization ' +
        '(μP, mup_base of a network; Yang et al. 2022, arXiv 2203.03466) it should be.',
    ),
    heading(2, 'Answer'),
    markdownList(series.map(answerOf)),
    picture,
    heading(2, 'Width by width'),
    table(series),
    paragraph(
      'Scores are means over seeds of the return of the last 100 training episodes. In brackets: 95 % bootstrap intervals over seeds.',
      'As good: rates whose mean lies within the interval of the best one.',
    ),
    heading(2, 'What this cannot say'),
    markdownList(caveats(series)),
    folded('What was run', commands.map(codeBlock)),
    folded('What was asked of the results file', [codeBlock(sql.replaceAll(/\s*\n\s*/g, ' '))]),
    paragraph(
      `Written by rl-bench report --widths '${titles}' --markdown from the results file; no number was typed by hand.`,
    ),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function answerOf(series: WidthSeries): string {
  const { narrow, wide, carried } = transferOf(series);
  const factor = wide.best.rate / narrow.best.rate;
  const moved =
    factor === 1
      ? `stays ${formatRate(wide.best.rate)}`
      : `goes from ${formatRate(narrow.best.rate)} to ${formatRate(wide.best.rate)}, by a factor of ${formatNumber(factor)}`;
  const there =
    carried === undefined
      ? `The rate of the narrow one was not tried in the wide one.`
      : factor === 1
        ? `It comes to ${scoreOf(wide.best)} there.`
        : `In the wide one the rate of the narrow one comes to ${scoreOf(carried)}, the best to ${scoreOf(wide.best)}.`;
  return `${taskOf(series)}, ${series.name}: from ${narrow.width} to ${wide.width} units of a hidden layer the best rate ${moved}. ${there}`;
}

function table(series: readonly WidthSeries[]): string {
  const tasks = new Set(series.map(taskOf));
  return markdownTable(
    [
      ...(tasks.size > 1 ? [{ header: 'task' }] : []),
      { header: 'optimizer' },
      right('width'),
      right('best rate'),
      right('as good'),
      right('score'),
      right("at the narrowest one's best rate"),
    ],
    series.flatMap((own) =>
      own.widths.map((at) => {
        const carried = at.tried.find(({ rate }) => rate === own.widths[0]!.best.rate);
        return [
          ...(tasks.size > 1 ? [taskOf(own)] : []),
          own.name,
          formatCount(at.width),
          formatRate(at.best.rate),
          asGood(at).map(formatRate).join(', ') || '-',
          scoreOf(at.best),
          carried === undefined ? '-' : scoreOf(carried),
        ];
      }),
    ),
  );
}

/** Other rates that may well be the best, by so few seeds. */
function asGood({ tried, best }: AtWidth): number[] {
  const interval = bootstrapInterval(best.scores, mean);
  if (interval === undefined) return [];
  return tried.filter((each) => each !== best && each.mean >= interval[0]).map(({ rate }) => rate);
}

function scoreOf({ scores, mean: value }: TriedRate): string {
  return formatEstimate(value, bootstrapInterval(scores, mean));
}

function caveats(series: readonly WidthSeries[]): string[] {
  const all = series.flatMap(({ widths }) => widths);
  const seeds = all.flatMap(({ tried }) => tried.map(({ scores }) => scores.length));
  const steps = all.flatMap(({ tried }) =>
    tried.slice(1).map(({ rate }, index) => rate / tried[index]!.rate),
  );
  const edges = series.flatMap((own) =>
    own.widths
      .filter(({ tried, best }) => best === tried[0] || best === tried.at(-1))
      .map(({ width }) => `${own.name} at ${width}`),
  );
  const [least, most] = [Math.min(...seeds), Math.max(...seeds)];
  const count = least === most ? several(most, 'seed') : `${least} to ${several(most, 'seed')}`;
  return [
    `Every mean is of ${count}: which of two neighbouring rates is the better one is often chance, and the column of rates that are as good says how often.`,
    ...(steps.length > 0
      ? [
          `Rates were tried in steps of up to ${formatNumber(Math.max(...steps))}; a shift that is smaller is not seen.`,
        ]
      : []),
    ...(edges.length > 0
      ? [`The best rate is at an end of those tried for ${listed(edges)}; a better one may lie beyond it.`]
      : []),
    'Runs are short: what is best after longer training may be another rate.',
  ];
}

function taskOf({ env, agent }: WidthSeries): string {
  return `${env}, ${agent}`;
}
