import type { FoundExperiment, Store } from '../../store/index.ts';
import type { SweepPlan } from '../plan/plan.ts';
import { configOf } from './saved-config.ts';

/**
 * Gives an experiment that was begun the published numbers of its study, which may have been written down, or corrected,
 * since. They train nothing, so it stays the same experiment.
 *
 * @returns it with them.
 */
export function givePublished(
  store: Store,
  found: FoundExperiment,
  { published }: SweepPlan,
): FoundExperiment {
  const before = configOf(found);
  if (published === undefined || JSON.stringify(published) === JSON.stringify(before.published)) return found;
  const config = { ...before, published };
  store.extendExperiment(found.id, config, []);
  return { ...found, configJson: JSON.stringify(config) };
}
