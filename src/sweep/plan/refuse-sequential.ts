import { groupBy } from '../../group-by.ts';
import { mistake, type Origin } from '../study/origin.ts';
import type { Study } from '../study/study.ts';

/** What of a planned population it depends on. */
interface Compared {
  readonly agentLabel: string;
  readonly label: string;
  readonly learningRates: readonly (number | null)[];
  readonly population: { readonly env: string };
}

/** Refuses sequential seeds where the decisions would not be those of AdaStop, or there are none. @throws UsageError */
export function refuseSequential(study: Study, populations: readonly Compared[], origin: Origin): void {
  const refuse = (why: string): never => {
    throw mistake(origin, ['seeds'], `${origin.spell('seeds')} auto ${why}`);
  };
  if (study.tuning !== undefined) {
    refuse('chooses seeds by the scores of one stage, and a study that tunes has two; say how many seeds');
  }
  const severalRates = populations.find(({ learningRates }) => new Set(learningRates).size > 1);
  if (severalRates !== undefined) {
    refuse(
      `compares optimizers at one learning rate each, and ${severalRates.label} has several, of which the best would be chosen by the same seeds; name one, or say how many seeds`,
    );
  }
  const tasks = groupBy(populations, ({ population, agentLabel }) =>
    JSON.stringify([population.env, agentLabel]),
  );
  for (const [first, ...others] of tasks.values()) {
    if (others.some(({ label }) => label !== first!.label)) continue;
    refuse(
      `trains until every pair of optimizers is decided, and ${first!.label} is alone with ${first!.agentLabel} on ${first!.population.env}; name another optimizer, or say how many seeds`,
    );
  }
}
