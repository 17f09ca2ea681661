import type { Database } from 'better-sqlite3';
import type { CommandModule } from 'yargs';
import { didYouMean } from '../did-you-mean.ts';
import { UsageError } from '../errors.ts';
import { exportResults, type Format, formats } from '../export/export.ts';
import { OutputFolder, type WrittenFile } from '../export/output-folder.ts';
import { exportedTables, tablesNamed } from '../export/tables.ts';
import { several } from '../several.ts';
import { findExperiments, readResults } from '../store/index.ts';
import { formatCount } from '../text/format.ts';
import { printable } from '../visible-text.ts';
import { defaultDatabase } from './database.ts';
import { withEnvironment } from './environment.ts';
import { print } from './print.ts';

interface ExportCommandOptions {
  readonly format?: string | undefined;
  readonly out?: string | undefined;
  readonly experiment?: readonly string[] | undefined;
  readonly table?: readonly string[] | undefined;
  readonly gradients: boolean;
  readonly force: boolean;
  readonly db: string;
  readonly json: boolean;
}

/**
 * `rl-bench export`: takes results out of the file, for other programs. What was written is told on stderr; with `--json`
 * one object stands on stdout: `{format, out, files: [{file, rows, bytes}]}`, `file` within the folder `out`, `rows` the
 * rows of a table or the scalars of a run.
 */
export const exportCommand: CommandModule<object, ExportCommandOptions> = {
  command: 'export',
  describe: 'write results as CSV, JSON Lines, Parquet or TensorBoard logs',
  builder: (yargs) =>
    withEnvironment(
      yargs
        .option('format', { type: 'string', requiresArg: true, describe: formats.join(', ') })
        .option('out', {
          type: 'string',
          requiresArg: true,
          describe: 'the folder to write to, new or empty',
        })
        .option('experiment', {
          type: 'string',
          array: true,
          requiresArg: true,
          describe: 'ids or titles of experiments (default: all)',
        })
        .option('table', {
          type: 'string',
          array: true,
          requiresArg: true,
          describe: `tables and views (default: all): ${exportedTables.map(({ name }) => name).join(', ')}`,
        })
        .option('gradients', {
          type: 'boolean',
          default: false,
          describe: "tensorboard: with every layer's gradient statistics",
        })
        .option('force', { type: 'boolean', default: false, describe: 'replace files of the same names' })
        .option('db', { type: 'string', default: defaultDatabase, describe: 'the results file' })
        .option('json', { type: 'boolean', default: false, describe: 'list the files as JSON' })
        .example('$0 export --format parquet --out results', 'a file a table')
        .example(
          '$0 export --format tensorboard --out logs --experiment 3',
          'then tensorboard --logdir logs',
        ),
    ),
  handler: async ({ out, experiment, gradients, force, db: path, json, ...asked }) => {
    const format = formatNamed(asked.format);
    if (format === 'tensorboard' && asked.table !== undefined) {
      throw new UsageError('--table is for the formats that write tables, given with --format tensorboard');
    }
    if (format !== 'tensorboard' && gradients) {
      throw new UsageError(
        `--gradients is for --format tensorboard, given with ${format}; its table is gradient_stats`,
      );
    }
    const tables = tablesNamed(asked.table);
    if (out === undefined) throw new UsageError('rl-bench export needs a folder, given none; add --out DIR');
    const work = async (db: Database): Promise<void> => {
      const experiments = findExperiments(db, experiment);
      const folder = new OutputFolder(out, { force });
      const files: WrittenFile[] = [];
      for (const written of exportResults(db, experiments, folder, { format, tables, gradients })) {
        files.push(written);
        console.error(printable(line(written, format)));
      }
      console.error(printable(summary(files, folder.path, format)));
      if (json) await print(`${JSON.stringify({ format, out: folder.path, files }, null, 2)}\n`);
    };
    await readResults(path, work, 'whole');
  },
};

function formatNamed(name: string | undefined): Format {
  const known = `known: ${formats.join(', ')}`;
  if (name === undefined)
    throw new UsageError(`rl-bench export needs a format, given none; add --format (${known})`);
  const format = formats.find((each) => each === name);
  if (format) return format;
  throw new UsageError(`--format knows no "${name}"${didYouMean(name, formats)} (${known})`);
}

function line({ file, rows, bytes }: WrittenFile, format: Format): string {
  return `${file}: ${amounts(rows, bytes, format)}`;
}

function summary(files: readonly WrittenFile[], folder: string, format: Format): string {
  const sum = (of: 'rows' | 'bytes') => files.reduce((total, file) => total + file[of], 0);
  const count = several(files.length, 'file', formatCount);
  return `${count} in "${folder}": ${amounts(sum('rows'), sum('bytes'), format)}`;
}

function amounts(rows: number, bytes: number, format: Format): string {
  const unit = format === 'tensorboard' ? 'scalar' : 'row';
  return `${several(rows, unit, formatCount)}, ${several(bytes, 'byte', formatCount)}`;
}
