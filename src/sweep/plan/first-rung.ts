import type { PopulationPlan } from '../../training/population-plan.ts';
import { mistake, type Origin } from '../study/origin.ts';
import type { Study } from '../study/study.ts';
import { rungsOf, shareWords } from './halving.ts';
import { leftOffAt } from './left-off-at.ts';
import { tunedNoun } from './tuned-noun.ts';

/** What of a planned population it depends on. */
interface Tuned {
  readonly until?: number;
  readonly population: Pick<PopulationPlan, 'env' | 'evaluation'>;
}

/**
 * The tuning runs of an optimizer as far as a study trains all of them: to their ends, or to the first rung of successive halving.
 *
 * @param settings of the optimizer on this task. @throws UsageError where nothing is there to judge them by at that rung.
 */
export function firstRung<Planned extends Tuned>(
  planned: Planned,
  settings: number,
  { tuning }: Study,
  origin: Origin,
): Omit<Planned, 'until'> & Tuned {
  const { halving, criterion } = tuning!;
  if (halving === undefined) return planned;
  const { share } = rungsOf(settings, halving)[0]!;
  const { env, evaluation } = planned.population;
  const needed = Math.round(1 / share);
  if (criterion === 'final_return' && evaluation.count < needed) {
    throw mistake(
      origin,
      ['tuning', 'halving'],
      `halving ${halving} of ${settings} ${tunedNoun(tuning!)}s judges them after ${shareWords(share)} of the budget, where ${evaluation.count} evaluations of ${env} have not begun; say evaluations: ${needed} or more, or criterion: last_100_return`,
    );
  }
  return leftOffAt(planned, share);
}
