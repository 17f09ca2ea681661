import { several } from '../several.ts';
import { listed } from '../text/listed.ts';
import type { ExperimentFacts } from './experiment-facts.ts';
import type { RunGroup } from './run-groups.ts';
import { optimizerOf } from './settings-of-runs.ts';

/** Letters that names may take before they are counted instead. */
const longest = 40;

/** The title of an experiment; of one without a title what was trained on what: `MILO and ADAMW on point-nav`. */
export function reportTitle(
  { id, title }: Pick<ExperimentFacts, 'id' | 'title'>,
  groups: readonly Pick<RunGroup, 'env' | 'optimizer' | 'settingOf'>[],
): string {
  if (title !== '') return title;
  if (groups.length === 0) return `Experiment ${id}`;
  const named = (all: readonly string[], noun: string) => {
    const names = [...new Set(all)];
    const inWords = listed(names);
    return inWords.length <= longest ? inWords : several(names.length, noun);
  };
  const environments = groups.map(({ env }) => env);
  return `${named(groups.map(optimizerOf), 'optimizer')} on ${named(environments, 'environment')}`;
}
