import { several } from '../several.ts';
import { listed } from '../text/listed.ts';
import type { ExperimentFacts } from './experiment-facts.ts';
import type { RunGroup } from './run-groups.ts';

/** Letters that names may take before they are counted instead. */
const longest = 40;

/** The title of an experiment; of one without a title what was trained on what: `MILO and ADAMW on point-nav`. */
export function reportTitle(
  { id, title }: Pick<ExperimentFacts, 'id' | 'title'>,
  groups: readonly Pick<RunGroup, 'env' | 'optimizer'>[],
): string {
  if (title !== '') return title;
  if (groups.length === 0) return `Experiment ${id}`;
  const named = (key: 'env' | 'optimizer', noun: string) => {
    const names = [...new Set(groups.map((group) => group[key]))];
    const inWords = listed(names);
    return inWords.length <= longest ? inWords : several(names.length, noun);
  };
  return `${named('optimizer', 'optimizer')} on ${named('env', 'environment')}`;
}
