import type { CommandModule } from 'yargs';
import { UsageError } from '../../errors.ts';
import { type Format, formats } from '../../export/export-files.ts';
import { exportResults, formatNamed } from '../../export/export-results.ts';
import type { WrittenFile } from '../../export/output-folder.ts';
import { exportedTables } from '../../export/tables.ts';
import { several } from '../../several.ts';
import { defaultDatabase } from '../../text/db-flag.ts';
import { formatCount } from '../../text/format.ts';
import { printable } from '../../visible-text.ts';
import { withEnvironment } from '../environment.ts';
import { print } from '../print.ts';

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
  handler: async ({ db, out, experiment: experiments, table: tables, gradients, force, json, ...asked }) => {
    const format = formatOf(asked.format);
    if (out === undefined) throw new UsageError('rl-bench export needs a folder, given none; add --out DIR');
    const { files, ...folder } = await exportResults({
      ...{ db, format, out, experiments, tables, gradients, force },
      onFile: (file) => console.error(printable(line(file, format))),
    });
    console.error(printable(summary(files, folder.out, format)));
    if (json) await print(`${JSON.stringify({ format, ...folder, files }, null, 2)}\n`);
  },
};

function formatOf(name: string | undefined): Format {
  if (name !== undefined) return formatNamed(name);
  throw new UsageError(
    `rl-bench export needs a format, given none; add --format (known: ${formats.join(', ')})`,
  );
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
