import { didYouMean } from '../did-you-mean.ts';
import { UsageError } from '../errors.ts';
import { type Relation, tables, views } from '../results/index.ts';

/** Everything that is exported as a table, in the order in which it is written. */
export const exportedTables: readonly Relation[] = [...tables, ...views].filter(({ exported }) => exported);

/** The tables that are named, once each; all where none is. @throws UsageError for an unknown one. */
export function tablesNamed(
  names: readonly string[] = [],
  exported: readonly Relation[] = exportedTables,
): readonly Relation[] {
  const knownNames = exported.map(({ name }) => name);
  for (const name of names) {
    if (knownNames.includes(name)) continue;
    const known = `known: ${knownNames.join(', ')}`;
    throw new UsageError(`--table knows no "${name}"${didYouMean(name, knownNames)} (${known})`);
  }
  return names.length === 0 ? exported : exported.filter(({ name }) => names.includes(name));
}

/** The query for a table's rows of the experiments whose ids are bound as the JSON array `:experiments`. */
export function tableQuery({ name, parent }: Relation): string {
  return `select * from ${name} where ${ofExperiments(parent)}`;
}

/** How the rows of a table know their experiment: by the table that they belong to, or that one by its own. */
function ofExperiments(parent: Relation['parent']): string {
  const experiments = '(select value from json_each(:experiments))';
  if (parent === null) return `id in ${experiments}`;
  if (parent === 'experiment') return `experiment_id in ${experiments}`;
  return `${parent}_id in (select id from ${parent}s where experiment_id in ${experiments})`;
}
