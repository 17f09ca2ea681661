import { RunError } from '../../errors.ts';
import { groupBy } from '../../group-by.ts';
import { several } from '../../several.ts';
import type { TuningRun } from '../../store/index.ts';
import { isSetting, lowestOf, rankedSettings, settingKey, type TunedSetting } from './ranked-settings.ts';

/** Settings that are trained until they have spent a share of their budget. */
export interface Rung {
  readonly settings: number;
  readonly share: number;
}

/**
 * The rungs of successive halving, the first one first: all settings are given a part of the budget, the best of them, one in
 * `halving`, that many times as much, until one is left, which is given all of it. Where settings do not divide evenly fewer go
 * on, at least one (Karnin et al. 2013; the rungs of ASHA, Li et al. 2020, Algorithm 1, each waited for).
 *
 * @param settings at least 1. @param halving one in how many goes on, at least 2.
 */
export function rungsOf(settings: number, halving: number): Rung[] {
  const counts = [settings];
  while (counts.at(-1)! > 1) counts.push(Math.max(1, Math.floor(counts.at(-1)! / halving)));
  return counts.map((count, rung) => ({ settings: count, share: 1 / halving ** (counts.length - 1 - rung) }));
}

/** Which settings of an optimizer on a task go on. */
export interface RungDecision {
  /** Settings that were trained in the rung, and the share of their budget that they have spent. */
  readonly from: Rung;
  /** Those that go on, and what they are given. */
  readonly to: Rung;
  /** Runs of the settings that do not go on. */
  readonly dropped: readonly number[];
  /** Runs of those that do, also where they have ended on the way. */
  readonly promoted: readonly number[];
}

/**
 * What follows after a rung, by environment, agent and optimizer; nothing of those whose last rung is over. The best are those with
 * the highest mean over the tuning seeds at the rung, as the best setting is chosen in the end: a run that has diverged or
 * has no score counts as the worst run of its optimizer in the rung. It is a pure function of what is in the results file.
 *
 * @param runs all tuning runs of an experiment. @throws RunError if one has neither ended nor spent its share.
 */
export function nextRungs(runs: readonly TuningRun[], halving: number): RungDecision[] {
  const told = runs.map((run) => ({ ...run, label: run.optimizer, rate: run.learningRate }));
  const groups = groupBy(told, ({ env, agent, scoredAs }) => JSON.stringify([env, agent, scoredAs]));
  return [...groups.values()].flatMap((group): RungDecision[] => {
    const settings = [...groupBy(group, settingKey).values()];
    const alive = settings.filter((own) => own.every(({ status }) => status !== 'dropped'));
    const open = alive.flat();
    for (const run of open) refuseOpen(run);
    const waiting = open.filter(({ status }) => status === 'paused');
    if (waiting.length === 0) return [];
    const [from, to] = rungsOf(alive.length, halving) as [Rung, Rung | undefined];
    const spent = Math.min(...waiting.map(({ budgetShare }) => budgetShare ?? 1));
    // The others were dropped where this file had the experiment merged from.
    if (spent < from.share) {
      return [{ from: { ...from, share: spent }, to: from, dropped: [], promoted: idsOf(open) }];
    }
    if (to === undefined) return [];
    const scores = open.map(scoreOf);
    const reached = open.map(({ label, rate }, index) => ({ label, rate, score: scores[index]! }));
    const best = rankedSettings(reached, lowestOf(scores)).slice(0, to.settings);
    const goesOn = (run: TunedSetting): boolean => best.some((each) => isSetting(each, run));
    return [
      {
        from,
        to,
        dropped: idsOf(open.filter((run) => !goesOn(run))),
        promoted: idsOf(open.filter(goesOn)),
      },
    ];
  });
}

/** What was decided, a sentence for each rung. */
export function rungNotes(decisions: readonly RungDecision[]): string[] {
  const alike = groupBy(decisions, ({ from, to }) => `${from.share} ${to.share}`);
  return [...alike.values()].map((own) => {
    const [{ from, to }] = own as [RungDecision];
    const count = (of: (decision: RungDecision) => Rung): number =>
      own.reduce((sum, decision) => sum + of(decision).settings, 0);
    const [before, after] = [count((each) => each.from), count((each) => each.to)];
    const best = own.length === 1 ? 'the best' : 'the best of each optimizer';
    const until = to.share === 1 ? 'its end' : `${shareWords(to.share)} of it`;
    return `after ${shareWords(from.share)} of the budget ${after} of ${several(before, 'setting')}, ${best}, ${after === 1 ? 'goes' : 'go'} on to ${until}`;
  });
}

/** `1/9`, `all` */
export function shareWords(share: number): string {
  return share === 1 ? 'all' : `1/${Math.round(1 / share)}`;
}

function idsOf(runs: readonly TuningRun[]): number[] {
  return runs.map(({ run }) => run);
}

function refuseOpen({ optimizer, learningRate, seed, status }: TuningRun): void {
  if (status === 'paused' || status === 'finished' || status === 'diverged') return;
  throw new RunError(
    `${optimizer} with learning rate ${learningRate} has not come to its share of the budget on tuning seed ${seed}; which settings go on is not known yet`,
  );
}

/** null for what counts as the worst. */
function scoreOf({ status, score }: TuningRun): number | null {
  return status !== 'diverged' && score !== null && Number.isFinite(score) ? score : null;
}
