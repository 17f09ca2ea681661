import { groupBy } from '../../group-by.ts';
import { mean } from '../../stats/index.ts';
import { isOver, type RunScore } from '../../store/index.ts';
import { formatRate } from '../../text/format.ts';
import type { ComparedOptimizer } from '../compare/index.ts';
import { settingLabel } from '../settings-of-runs.ts';
import type { StudyFacts } from './study-facts.ts';

/**
 * Where the learning rate of an optimizer lies among those that its other settings were tried with. At an end of them a better one may
 * lie beyond; where all did the same, the choice means nothing.
 */
export type RatePlace = 'only' | 'inside' | 'lowest' | 'highest' | 'all alike';

/** @param runs of the optimizer's task, in either phase. */
export function ratePlace(
  { optimizer, setting = optimizer, learningRate, rateChosenBy }: ComparedOptimizer,
  runs: readonly RunScore[],
  criterion: StudyFacts['criterion'],
): RatePlace {
  if (rateChosenBy === 'only' || rateChosenBy === 'asked' || learningRate === null) return 'only';
  const phase = rateChosenBy === 'tuning' ? 'tuning' : 'scoring';
  const tried = runs.filter((run) => settingLabel(run) === setting && run.phase === phase && isOver(run));
  const scoreOf = (run: RunScore) => (criterion === 'last_100_return' ? run.last100Return : run.finalReturn);
  const means = [...groupBy(tried, (run) => String(run.learningRate)).values()].map((alike) =>
    mean(alike.map(scoreOf).filter((score) => score !== null)),
  );
  const rates = tried.map((run) => run.learningRate).filter((rate) => rate !== null);
  if (new Set(rates).size < 2) return 'only';
  if (new Set(means).size === 1) return 'all alike';
  if (learningRate === Math.min(...rates)) return 'lowest';
  return learningRate === Math.max(...rates) ? 'highest' : 'inside';
}

const remarks: Readonly<Record<RatePlace, string>> = {
  only: '',
  inside: '',
  lowest: ' (lowest tried!)',
  highest: ' (highest tried!)',
  'all alike': ' (all alike)',
};

/** `0.01`, `0.1 (highest tried!)`, `0.01, momentum=0.9` */
export function rateText(
  { learningRate, beside }: Pick<ComparedOptimizer, 'learningRate' | 'beside'>,
  place: RatePlace,
): string {
  return `${formatRate(learningRate)}${remarks[place]}${beside ? `, ${beside}` : ''}`;
}
