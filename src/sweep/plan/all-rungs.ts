import { groupBy } from '../../group-by.ts';
import { type Rung, rungsOf } from './halving.ts';
import type { PlannedPopulation, SweepPlan } from './plan.ts';
import { settingKey } from './ranked-settings.ts';
import { tunedGroups } from './scoring-stage.ts';

/** What a rung of successive halving trains of an optimizer on a task. */
export interface PartOfBudget {
  /** With other members. */
  readonly planned: PlannedPopulation;
  readonly settings: number;
  /** Runs. */
  readonly members: number;
  /** The shares of the budget between which they are trained. */
  readonly from: number;
  readonly to: number;
}

/**
 * The rungs of a plan that tunes by successive halving, the one that its populations are in first, with all optimizers that have
 * one so far from their first; none of any other plan.
 */
export function allRungs(plan: Pick<SweepPlan, 'populations' | 'tuning'>): PartOfBudget[][] {
  const halving = plan.tuning?.halving;
  if (halving === undefined) return [];
  const ofGroups = tunedGroups(plan).map((group) => {
    const [planned] = group as [PlannedPopulation];
    const seeds = new Set(group.flatMap(({ population }) => population.members.map(({ seed }) => seed))).size;
    const all = new Set(
      group.flatMap(({ label, learningRates }) => learningRates.map((rate) => settingKey({ label, rate }))),
    ).size;
    const rungs = planned.until === undefined ? [{ settings: all, share: 1 }] : rungsOf(all, halving);
    return rungs.map(({ settings, share }, rung): PartOfBudget => {
      const from = rungs[rung - 1]?.share ?? 0;
      return { planned, settings, members: settings * seeds, from, to: share };
    });
  });
  const most = Math.max(0, ...ofGroups.map(({ length }) => length));
  return Array.from({ length: most }, (_, rung) => ofGroups.flatMap((rungs) => rungs[rung] ?? []));
}

/** What a plan's tuning by successive halving comes to. Plain data. */
export interface HalvingDescription {
  /** Settings of all optimizers on all tasks that are trained until each share of the budget, the smallest share first. */
  readonly rungs: readonly Rung[];
  /** How much of the steps it takes that tuning all settings to the end would take. */
  readonly shareOfSteps: number;
}

/** Undefined of a plan that does not tune so. */
export function describeHalving(
  plan: Pick<SweepPlan, 'populations' | 'tuning'>,
): HalvingDescription | undefined {
  const [first, ...others] = allRungs(plan);
  if (first === undefined) return undefined;
  const parts = [first, ...others].flat();
  const steps = (part: PartOfBudget, share: number): number =>
    part.members * share * part.planned.population.totalTimesteps;
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return {
    rungs: [...groupBy(parts, ({ to }) => String(to)).values()]
      .map((own) => ({ settings: sum(own.map(({ settings }) => settings)), share: own[0]!.to }))
      .sort((a, b) => a.share - b.share),
    shareOfSteps:
      sum(parts.map((part) => steps(part, part.to - part.from))) / sum(first.map((part) => steps(part, 1))),
  };
}
