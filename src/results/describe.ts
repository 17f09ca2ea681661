import { escapeMarkdown } from '../text/markdown.ts';
import type { Column, TeamRule } from './column.ts';
import { columnName, type RecordedTable, type Relation, type Table } from './table.ts';

const introduction = `# The results file

What the tables and views of a results file mean, column by column; \`rl-bench sql --print-schema\` prints this page. The
tables are strict: a column has values of its type alone. SQLite keeps NaN as NULL, so a measured number is NULL where it is
NaN; where it can be NULL for another reason, the reason is told. Infinities stay as they are. What the clock says
differs whenever a run is trained again; everything else is the same bit for bit on the same backend.`;

/** What the file holds, as a page of Markdown. */
export function describeResults(tables: readonly Table[], views: readonly Relation[]): string {
  return [
    introduction,
    '## Tables',
    ...tables.map((table) => section(table, [...keyNotes(table), ...teamNotes(table)])),
    '## Views',
    ...views.map((view) => section(view, [])),
  ].join('\n\n');
}

/** What there is to say of a column. */
export interface DescribedColumn {
  readonly column: string;
  readonly type: string;
  /** '' where there is none. */
  readonly unit: string;
  readonly meaning: string;
  /** Its name in TensorBoard logs; '' where it is not in them. */
  readonly tensorboard: string;
}

/** All columns of a table or view, in the order in which the page has them. */
export function describedColumns(relation: Relation): DescribedColumn[] {
  const { parent, columns } = relation;
  const fields = Object.entries(columns);
  const parents = parent && !fields.some(([field]) => columnName(field) === `${parent}_id`) ? [parent] : [];
  const number = { type: 'integer', unit: '', tensorboard: '' };
  return [
    ...('hasId' in relation && relation.hasId ? [{ column: 'id', ...number, meaning: 'its number' }] : []),
    ...parents.map((each) => ({
      column: `${each}_id`,
      ...number,
      meaning: `the ${each.replace('_', ' ')} that it belongs to`,
    })),
    ...fields.map(([field, column]) => ({
      column: columnName(field),
      type: typeOf(column),
      unit: column.unit,
      meaning: meaningOf(column),
      tensorboard: column.tensorboard ?? '',
    })),
  ];
}

function section(relation: Relation, notes: readonly string[]): string {
  const { name, row } = relation;
  const columns = describedColumns(relation);
  const rows = columns.map(({ column, type, unit, meaning, tensorboard }) => [
    code(column),
    unit === '' ? type : `${type}, ${unit}`,
    escapeMarkdown(meaning),
    tensorboard === '' ? '' : code(tensorboard),
  ]);
  const headers = ['column', 'type', 'meaning', 'in TensorBoard'];
  const shown = columns.some(({ tensorboard }) => tensorboard !== '') ? headers : headers.slice(0, 3);
  return [
    `### ${name}`,
    [`${escapeMarkdown(row.charAt(0).toUpperCase() + row.slice(1))}.`, ...notes].join(' '),
    [shown, shown.map(() => '---'), ...rows.map((cells) => cells.slice(0, shown.length))]
      .map((cells) => `| ${cells.join(' | ')} |`)
      .join('\n'),
  ].join('\n\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

function typeOf({ storage, form }: Column): string {
  return form === 'json' ? 'text, JSON' : form === 'truth' ? 'integer, 0 or 1' : storage;
}

function meaningOf({ meaning, oneOf, nullIf, wallClock, team }: Column): string {
  const notes = [
    oneOf && `one of ${oneOf.join(', ')}`,
    nullIf && `NULL if ${nullIf}`,
    wallClock && 'by the clock',
    team !== 'first' && `of a team ${teamWords(team)}`,
  ].filter((note) => typeof note === 'string');
  return [meaning, ...notes].join('; ');
}

function teamWords(rule: Exclude<TeamRule, 'first'>): string {
  if (typeof rule === 'object') return "the deviation of all agents' numbers together";
  return {
    mean: 'the mean over the agents',
    norm: 'the norm of all agents together',
    largest: 'the largest of the agents',
    sum: 'the sum over the agents',
    unknown: 'NULL',
  }[rule];
}

function keyNotes({ hasId, parent, key }: Table): string[] {
  if (hasId && key.length === 0) return [];
  const names = [...(parent ? [`${parent}_id`] : []), ...key.map(columnName)];
  return [`Key: ${names.map(code).join(', ')}.`];
}

function teamNotes(table: Table): string[] {
  if (!('team' in table)) return [];
  const { team } = table as RecordedTable;
  if (team === 'one row') return [];
  return [
    team === 'a row an agent'
      ? 'In a team every agent has its rows.'
      : 'In a team, the rows of all agents together come before those of each agent.',
  ];
}
