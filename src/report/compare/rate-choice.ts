import { groupBy } from '../../group-by.ts';
import { settingsBeyond } from '../../setting-paths.ts';
import {
  type Choosable,
  choiceEffectInterval,
  choiceInterval,
  choiceShares,
  type Interval,
} from '../../stats/index.ts';
import type { RunScore } from '../../store/index.ts';
import { settingKey } from '../settings-of-runs.ts';
import type { IntervalMethod, RateChoice } from './comparison.ts';
import type { Measure } from './metric.ts';

/** What tuning runs are judged by. */
export type TuningCriterion = 'final_return' | 'last_100_return';

/** The settings that an optimizer could have had on a task: learning rates, and what else was to be chosen. */
export interface SettingsToChoose {
  /** Ascending by learning rate. */
  readonly tried: readonly TriedSetting[];
  /** One for each of them. */
  readonly settings: readonly Choosable[];
  readonly tuningSeeds: readonly number[];
  readonly scoringSeeds: readonly number[];
}

/** One of them; what is beside the learning rate, `momentum=0.9`, is undefined where nothing else was to be chosen. */
type TriedSetting = Pick<RateChoice['rates'][number], 'learningRate' | 'beside'>;

/** How many resamples: one of them is a choice among all settings of each optimizer of a pair. */
const resamples = 2000;

/**
 * The settings that an optimizer was tuned among, with their tuning runs and the scores of those that were scored. Seeds that
 * not all of them have are left out.
 *
 * @param tuning runs of the optimizer on the task in that phase; where its setting was chosen by the seeds that are compared, the runs
 * that score it.
 * @param scoring runs that score it.
 * @param all tuning runs of the task, of any optimizer, for what diverged runs count.
 */
export function settingsToChoose(
  tuning: readonly RunScore[],
  scoring: readonly RunScore[],
  all: readonly RunScore[],
  { measure, horizon }: { readonly measure: Measure; readonly horizon: number },
  criterion: TuningCriterion | 'metric',
): SettingsToChoose {
  const score = (run: RunScore): number => measure.score(run) ?? horizon;
  const sign = measure.better === 'higher' ? 1 : -1;
  const judge = criterion === 'metric' ? (run: RunScore) => sign * score(run) : judgedAmong(all, criterion);
  const bySetting = [...groupBy(tuning, settingKey).values()].sort(
    ([a], [b]) => (a!.learningRate ?? 0) - (b!.learningRate ?? 0),
  );
  const scored = groupBy(scoring, settingKey);
  const tuningSeeds = commonSeeds(bySetting);
  const own = bySetting.map(([run]) => scored.get(settingKey(run!)));
  const scoringSeeds = commonSeeds(own.filter((runs) => runs !== undefined));
  const inOrder = (runs: readonly RunScore[], seeds: readonly number[], of: (run: RunScore) => number) =>
    seeds.map((seed) => of(runs.find((run) => run.seed === seed)!));
  return {
    tried: bySetting.map(([run]) => ({
      learningRate: run!.learningRate,
      beside: run!.settingOf === null ? undefined : settingsBeyond(run!.optimizer, run!.settingOf),
    })),
    settings: bySetting.map((runs, place) => ({
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
  { tried, settings, tuningSeeds }: SettingsToChoose,
  method: IntervalMethod,
): RateChoice | undefined {
  const shares = choiceShares(settings, { resamples });
  return (
    shares && {
      rates: tried.map((each, place) => ({ ...each, share: shares[place]! })),
      tuningSeeds: tuningSeeds.length,
      interval: choiceInterval(settings, { resamples, method }),
    }
  );
}

/** Who has its setting chosen, or has but one; the scores are for the latter. */
interface Chosen {
  readonly toChoose: SettingsToChoose | undefined;
  readonly values: readonly number[];
  readonly seedList: readonly number[];
}

/** How far two are apart where at least one of them had a setting chosen. @param effect of two means. */
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

/** One setting, which any tuning seeds choose. */
function only(
  values: readonly number[],
  scoringSeeds: readonly number[],
  { tuningSeeds }: SettingsToChoose,
): SettingsToChoose {
  const judged = tuningSeeds.map(() => 0);
  return {
    tried: [{ learningRate: null, beside: undefined }],
    settings: [{ judged, scores: values, standIn: judged }],
    tuningSeeds,
    scoringSeeds,
  };
}
