import type { Database } from 'better-sqlite3';
import type { CommandModule } from 'yargs';
import { didYouMean } from '../../did-you-mean.ts';
import { UsageError } from '../../errors.ts';
import { csvLines } from '../../export/csv.ts';
import { jsonLines } from '../../export/json-rows.ts';
import { describedColumns, describeResults } from '../../results/describe.ts';
import { type Relation, tables, views } from '../../results/index.ts';
import { several } from '../../several.ts';
import { type Answer, readResults, type SqlValue, selectRows } from '../../store/index.ts';
import { defaultDatabase } from '../../text/db-flag.ts';
import { table } from '../../text/table.ts';
import { withEnvironment } from '../environment.ts';
import { print } from '../print.ts';

const example = 'rl-bench sql "select optimizer, final_mean, success_rate from leaderboard"';
const longestText = 80;
const terminalWidth = 80;

interface SqlOptions {
  readonly statement?: string | undefined;
  readonly db: string;
  readonly csv: boolean;
  readonly json: boolean;
  readonly schema?: string | undefined;
  readonly 'print-schema': boolean;
}

/** `rl-bench sql`: asks the results file a question in SQL. */
export const sqlCommand: CommandModule<object, SqlOptions> = {
  builder: (yargs) =>
    withEnvironment(
      yargs
        .positional('statement', { type: 'string', describe: 'one SELECT, in quotes' })
        .option('db', { type: 'string', default: defaultDatabase, describe: 'the results file' })
        .option('csv', { type: 'boolean', default: false, describe: 'print comma-separated values' })
        .option('json', { type: 'boolean', default: false, describe: 'print an array of objects' })
        .option('schema', {
          type: 'string',
          describe:
            'say what the columns of a table or view mean, e.g. --schema runs; without a name: which there are',
        })
        .option('print-schema', {
          type: 'boolean',
          default: false,
          describe: 'print what all tables and columns mean, as Markdown, and do nothing else',
        })
        .example(example, 'one line an optimizer and learning rate')
        .example('rl-bench sql --schema leaderboard', 'what its columns mean')
        .example('rl-bench sql "select * from learning_curves" --csv > curves.csv', 'everything, for a plot')
        .epilogue(
          `Tables: ${namesOf(tables)}. Views: ${namesOf(views)}. The table cuts texts at ${longestText} characters; --csv and --json give them whole.`,
        ),
    ),
  handler: async ({ statement, db: path, csv, json, schema, 'print-schema': printSchema }) => {
    if (printSchema) {
      await print(`${describeResults(tables, views)}\n`);
      return;
    }
    if (schema !== undefined) {
      if (statement !== undefined || csv) {
        const other = csv ? '--csv' : `"${statement}"`;
        throw new UsageError(`--schema explains and asks nothing, given ${other} as well; drop one of them`);
      }
      await print(`${schemaText(schema, json)}\n`);
      return;
    }
    if (statement === undefined || statement.trim() === '') {
      throw new UsageError(`rl-bench sql needs a statement, given none; e.g. ${example}`);
    }
    if (csv && json)
      throw new UsageError('--csv and --json exclude each other, given both; keep one of them');
    const ask = async (db: Database): Promise<void> => {
      const answer = selectRows(db, statement);
      if (csv) await print(csvLines(answer), process.stdout, { exact: !process.stdout.isTTY });
      else await print(json ? jsonLines(answer) : `${answerTable(answer)}\n`);
    };
    // Whoever asks for one thing of a damaged file may be saving it.
    await readResults(path, ask, 'nothing');
  },
};

/** What a table or view holds, or which there are where none is named. @throws UsageError for one that there is not. */
function schemaText(named: string, json: boolean): string {
  const relations: readonly Relation[] = [...tables, ...views];
  if (named === '') {
    const kinds = relations.map((relation) => ({
      name: relation.name,
      kind: views.includes(relation) ? 'view' : 'table',
      row: relation.row,
    }));
    if (json) return JSON.stringify(kinds, null, 2);
    return table(
      [
        { header: 'name', cell: ({ name }) => name },
        { header: 'kind', cell: ({ kind }) => kind },
        { header: 'a row is', cell: ({ row }) => row, wraps: true },
      ],
      kinds,
      { width: terminalWidth },
    );
  }
  const found = relations.find(({ name }) => name === named.toLowerCase());
  if (found === undefined) {
    const names = relations.map(({ name }) => name);
    throw new UsageError(
      `no table or view "${named}"${didYouMean(named, names) || ';'} there are ${names.join(', ')}`,
    );
  }
  const columns = describedColumns(found);
  if (json) return JSON.stringify(columns, null, 2);
  const shown = table(
    [
      { header: 'column', cell: ({ column }) => column },
      { header: 'type', cell: ({ type }) => type },
      { header: 'unit', cell: ({ unit }) => unit },
      { header: 'meaning', cell: ({ meaning }) => meaning, wraps: true },
    ],
    columns,
    { width: terminalWidth },
  );
  return `${found.name}: ${found.row}\n\n${shown}`;
}

function namesOf(relations: readonly Relation[]): string {
  return relations.map(({ name }) => name).join(', ');
}

function answerTable({ columns, rows }: Answer): string {
  const fetched = [...rows];
  return table(
    columns.map((header, column) => ({
      header,
      align: fetched.every((row) => isNumberOrNull(row[column]!)) ? ('right' as const) : ('left' as const),
      cell: (row: readonly SqlValue[]) => cellText(row[column]!),
    })),
    fetched,
  );
}

function isNumberOrNull(value: SqlValue): boolean {
  return value === null || typeof value === 'number' || typeof value === 'bigint';
}

function cellText(value: SqlValue): string {
  if (value === null) return 'NULL';
  if (Buffer.isBuffer(value)) return `(${several(value.length, 'byte')})`;
  const text = String(value);
  return text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text;
}
