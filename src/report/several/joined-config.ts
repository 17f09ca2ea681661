import type { NamedExperiment } from '../../store/index.ts';
import { sequentialPartNotes } from '../sequential-notes.ts';
import { differenceNotes } from './differences.ts';
import type { Over, OverExperiment } from './over.ts';

/** Of configurations what comparisons and reports read. */
interface ReadConfig {
  readonly tuning?: unknown;
  readonly published?: unknown;
  readonly ablation?: unknown;
  readonly taskWords?: readonly unknown[];
  readonly taskSettings?: readonly unknown[];
  readonly enlargements?: readonly unknown[];
  readonly sequential?: unknown;
}

/** The configuration of several experiments as one: what comparisons and reports read of each, and what it is over. */
export function joinedConfig(
  parts: readonly NamedExperiment[],
  experiments: readonly OverExperiment[],
): ReadConfig & { readonly over: Over } {
  const configs = parts.map(configOf);
  const published = [...new Set(configs.map((each) => JSON.stringify(each.published)))];
  const isLeftOut = published.length > 1;
  const tuning = configs.find((each) => each.tuning !== undefined)?.tuning;
  return {
    ...(tuning !== undefined && { tuning }),
    ...(!isLeftOut && configs[0]!.published !== undefined && { published: configs[0]!.published }),
    taskWords: eachOnce(configs.map(({ taskWords }) => taskWords)),
    taskSettings: eachOnce(configs.map(({ taskSettings }) => taskSettings)),
    // Blocks of sequential seeds are enlargements that nobody asked for.
    enlargements: configs.flatMap(({ enlargements, sequential }) =>
      Array.isArray(enlargements) && sequential === undefined ? enlargements : [],
    ),
    over: {
      experiments,
      notes: [
        ...differenceNotes(parts),
        ...parts.flatMap(({ db, id, name }) => sequentialPartNotes(db, id, name)),
        ...(configs.some(({ ablation }) => ablation !== undefined)
          ? ['Of an ablation among the experiments optimizers are compared, not what each change does.']
          : []),
        ...(isLeftOut ? ['Published numbers are left out: they are not the same for all experiments.'] : []),
      ],
    },
  };
}

/** What the lists of several configurations hold, each once. */
function eachOnce(lists: readonly (readonly unknown[] | undefined)[]): readonly unknown[] {
  const values = lists.flatMap((list) => (Array.isArray(list) ? list : []));
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

function configOf({ db, id }: NamedExperiment): ReadConfig {
  const text = db
    .prepare<[number], string>('select config_json from experiments where id = ?')
    .pluck()
    .get(id);
  return JSON.parse(text!) as ReadConfig;
}
