import { didYouMean } from '../../did-you-mean.ts';
import { optimizers } from '../../optimizers/index.ts';
import { blaming, mistake, type Origin } from '../study/origin.ts';
import type { Published } from '../study/published.ts';
import { secondPlace } from '../study/second-place.ts';
import type { Study } from '../study/study.ts';
import type { Candidate } from './candidate.ts';

/**
 * The published numbers of a study, by the labels of its optimizers. Case and the order of settings do not matter.
 *
 * @param candidates all that is planned. @param origin where the optimizers were given as flags, numbers of others are left
 * out.
 * @throws UsageError for an optimizer that the study has not, or one named twice; for numbers without a task of their own.
 */
export function plannedPublished(
  { published }: Study,
  candidates: readonly Candidate[],
  origin: Origin,
): Published | undefined {
  if (published === undefined) return undefined;
  const labels = [...new Set(candidates.map(({ optimizer: { label, scoredAs = label } }) => scoredAs))];
  const tasks = new Set(candidates.map(({ env, agent }) => `${env.label}\n${agent.label}`)).size;
  if (tasks > 1) {
    throw mistake(
      origin,
      ['published'],
      `published numbers are of one environment and agent, and the study has ${tasks}; make a study of each`,
    );
  }
  const entries = Object.entries(published.values).map(([name, values]) => {
    const path = ['published', 'values', name];
    const { label } = blaming(origin, path, () => optimizers.resolve(name));
    return { label, path, values };
  });
  const twice = secondPlace(entries.map(({ label }) => label));
  if (twice !== undefined) {
    const { label, path } = entries[twice]!;
    throw mistake(origin, path, `published names ${label} twice; name each optimizer once`);
  }
  const unknown = entries.find(({ label }) => !labels.includes(label));
  if (unknown !== undefined && !origin.isFlag('optimizers')) {
    const { label, path } = unknown;
    const hint = didYouMean(label, labels) || ` (it has ${labels.join(', ')})`;
    throw mistake(origin, path, `the study has no optimizer ${label}${hint}`);
  }
  const kept = entries.filter(({ label }) => labels.includes(label));
  if (kept.length === 0) return undefined;
  return { ...published, values: Object.fromEntries(kept.map(({ label, values }) => [label, values])) };
}
