import { didYouMean } from '../did-you-mean.ts';
import { RunError, UsageError } from '../errors.ts';
import { fileIdentity } from '../file-identity.ts';
import { findExperiments, readResults } from '../store/index.ts';
import { exportFiles, type Format, formats } from './export-files.ts';
import { OutputFolder, type WrittenFile } from './output-folder.ts';
import { tablesNamed } from './tables.ts';

/** What to export, and where to. */
export interface ExportOptions {
  /** Path of the results file. */
  readonly db: string;
  /** `csv`, `jsonl` and `parquet` make one file a table, `tensorboard` one folder a run. */
  readonly format: Format;
  /** The folder to write to, new or empty. */
  readonly out: string;
  /** Whether the folder may hold files already; those of the same names are replaced. Default false. */
  readonly force?: boolean | undefined;
  /** Ids or titles. Default: all. */
  readonly experiments?: readonly (number | string)[] | undefined;
  /** Tables and views, of the formats that write tables. Default: all. */
  readonly tables?: readonly string[] | undefined;
  /** Whether `tensorboard` gets the gradient statistics of every layer, too. Default false. */
  readonly gradients?: boolean | undefined;
  /** Told of each file as soon as it is complete. */
  readonly onFile?: ((file: WrittenFile) => void) | undefined;
}

/** What was exported. */
export interface Exported {
  /** The absolute path of the folder. */
  readonly out: string;
  readonly files: readonly WrittenFile[];
}

/**
 * Takes results out of the file, for other programs. All files show the same moment, also while another process writes to
 * it, and each appears under its name when it is complete.
 *
 * @throws UsageError for what is not there, or a folder that cannot serve.
 * @throws RunError if a file cannot be written, or if the results file or the folder went away meanwhile.
 */
export async function exportResults({
  db: path,
  out,
  force,
  onFile,
  ...asked
}: ExportOptions): Promise<Exported> {
  const { gradients = false } = asked;
  const format = formatNamed(asked.format);
  if (format === 'tensorboard' && asked.tables !== undefined) {
    throw new UsageError('--table is for the formats that write tables, given with --format tensorboard');
  }
  if (format !== 'tensorboard' && gradients) {
    throw new UsageError(
      `--gradients is for --format tensorboard, given with ${format}; its table is gradient_stats`,
    );
  }
  const tables = tablesNamed(asked.tables);
  return readResults(
    path,
    (db) => {
      const source = fileIdentity(db.name);
      const experiments = findExperiments(db, asked.experiments?.map(String));
      const folder = new OutputFolder(out, { force });
      const files: WrittenFile[] = [];
      for (const file of exportFiles(db, experiments, folder, { format, tables, gradients })) {
        files.push(file);
        onFile?.(file);
      }
      folder.refuseLoss();
      // Who replaces a file leaves the old one to those who have it open: what was written is of that one.
      if (fileIdentity(db.name) !== source) {
        throw new RunError(
          `"${db.name}" was moved or replaced while it was exported; "${folder.path}" has what was in it before, export again`,
        );
      }
      return { out: folder.path, files };
    },
    'whole',
  );
}

/** The format of a name. @throws UsageError for an unknown one. */
export function formatNamed(name: string): Format {
  const format = formats.find((each) => each === name);
  if (format) return format;
  throw new UsageError(
    `--format knows no "${name}"${didYouMean(name, formats)} (known: ${formats.join(', ')})`,
  );
}
