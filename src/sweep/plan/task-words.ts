import type { NamedTaskWords } from '../../task-words.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import { resolveTask } from '../../workloads/tasks.ts';

/** The words of a plan's tasks that are no environments; environments share theirs. */
export function taskWords(populations: readonly { readonly population: PopulationPlan }[]): {
  readonly taskWords?: readonly NamedTaskWords[];
} {
  const envs = [...new Set(populations.map(({ population }) => population.env))];
  const named = envs.map((env) => ({ env, ...resolveTask(env).words }));
  const own = named.filter(({ episodes }) => !episodes);
  return own.length === 0 ? {} : { taskWords: own };
}
