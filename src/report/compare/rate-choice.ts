import { groupBy } from '../../group-by.ts';
import {
  type Choosable,
  choiceEffectInterval,
  choiceInterval,
  choiceShares,
  type Interval,
} from '../../stats/index.ts';
import type { RunScore } from '../../store/index.ts';
import type { IntervalMethod, RateChoice } from './comparison.ts';
import type { Measure } from './metric.ts';

/** What tuning runs are judged by. */
export type TuningCriterion = 'final_return' | 'last_100_return';

/** The learning rates that an optimizer could have had on a task. */
export interface RatesToChoose {
  /** Ascending. */
  readonly rates: readonly (number | null)[];
  /** One a rate. */
  readonly settings: readonly Choosable[];
  readonly tuningSeeds: readonly number[];
  readonly scoringSeeds: readonly number[];
}

/** How many resamples: one of them is a choice among all rates of each optimizer of a pair. */
const resamples = 2000;

/**
 * The rates that an optimizer was tuned among, with their tuning runs and the scores of those that were scored. Seeds that
 * not all rates have are left out.
 *
 * @param tuning runs of the optimizer on the task in that phase; where its rate was chosen by the seeds that are compared, the runs
 * that score it.
 * @param scoring runs that score it.
 * @param all tuning runs of the task, of any optimizer, for what diverged runs count.
 */
export function ratesToChoose(
  tuning: readonly RunScore[],
  scoring: readonly RunScore[],
  all: readonly RunScore[],
  { measure, horizon }: { readonly measure: Measure; readonly horizon: number },
  criterion: TuningCriterion | 'metric',
): RatesToChoose {
  const score = (run: RunScore): number => measure.score(run) ?? horizon;
  const sign = measure.better === 'higher' ? 1 : -1;
  const judge = criterion === 'metric' ? (run: RunScore) => sign * score(run) : judgedAmong(all, criterion);
  const byRate = [...groupBy(tuning, ({ learningRate }) => String(learningRate)).values()].sort(
    ([a], [b]) => (a!.learningRate ?? 0) - (b!.learningRate ?? 0),
  );
  const scored = groupBy(scoring, ({ learningRate }) => String(learningRate));
  const tuningSeeds = commonSeeds(byRate);
  const own = byRate.map(([run]) => scored.get(String(run!.learningRate)));
  const scoringSeeds = commonSeeds(own.filter((runs) => runs !== undefined));
  const inOrder = (runs: readonly RunScore[], seeds: readonly number[], of: (run: RunScore) => number) =>
    seeds.map((seed) => of(runs.find((run) => run.seed === seed)!));
  return {
    rates: byRate.map(([run]) => run!.learningRate),
    settings: byRate.map((runs, place) => ({
      judged: inOrder(runs, tuningSeeds, judge),
      scores: own[place] && inOrder(own[place], scoringSeeds, score),
      standIn: inOrder(runs, tuningSeeds, score),
    })),
    tuningSeeds,
    scoringSeeds,
  };
}

/** As the planner judges: what diverged, or is no finite number, counts as the worst of all tuning runs of the task. */
function judgedAmong(all: readonly RunScore[], criterion: TuningCriterion): (run: RunScore) => number {
  const found = (run: RunScore): number | null => {
    const [value, notFinite] =
      criterion === 'final_return'
        ? [run.finalReturn, run.finalNotFinite]
        : [run.last100Return, run.last100NotFinite];
    return run.status === 'finished' && notFinite === 0 ? value : null;
  };
  const finite = all.map(found).filter((value) => value !== null);
  // Where nobody has a score, all are equal.
  const worst = finite.length === 0 ? 0 : Math.min(...finite);
  return (run) => found(run) ?? worst;
}

/** The seeds that all have, in ascending order. */
function commonSeeds(groups: readonly (readonly RunScore[])[]): number[] {
  const [first = [], ...others] = groups.map((runs) => new Set(runs.map(({ seed }) => seed)));
  return [...first].filter((seed) => others.every((each) => each.has(seed))).sort((a, b) => a - b);
}

/** Undefined of fewer than three tuning seeds. */
export function rateChoice(
  { rates, settings, tuningSeeds }: RatesToChoose,
  method: IntervalMethod,
): RateChoice | undefined {
  const shares = choiceShares(settings, { resamples });
  return (
    shares && {
      rates: rates.map((learningRate, place) => ({ learningRate, share: shares[place]! })),
      tuningSeeds: tuningSeeds.length,
      interval: choiceInterval(settings, { resamples, method }),
    }
  );
}

/** Who has its rate chosen, or has but one; the scores are for the latter. */
interface Chosen {
  readonly toChoose: RatesToChoose | undefined;
  readonly values: readonly number[];
  readonly seedList: readonly number[];
}

/** How far two are apart where at least one of them had a rate chosen. @param effect of two means. */
export function choiceEffect(
  a: Chosen,
  b: Chosen,
  effect: (a: number, b: number) => number,
  method: IntervalMethod,
): Interval | undefined {
  const tuned = a.toChoose ?? b.toChoose;
  if (tuned === undefined) return undefined;
  const [x, y] = [a, b].map(({ toChoose, values, seedList }) => toChoose ?? only(values, seedList, tuned));
  const paired =
    String(x!.tuningSeeds) === String(y!.tuningSeeds) && String(x!.scoringSeeds) === String(y!.scoringSeeds);
  return choiceEffectInterval(x!.settings, y!.settings, effect, { paired, resamples, method });
}

/** One rate, which any tuning seeds choose. */
function only(
  values: readonly number[],
  scoringSeeds: readonly number[],
  { tuningSeeds }: RatesToChoose,
): RatesToChoose {
  const judged = tuningSeeds.map(() => 0);
  return {
    rates: [null],
    settings: [{ judged, scores: values, standIn: judged }],
    tuningSeeds,
    scoringSeeds,
  };
}
