import { UsageError } from '../../errors.ts';
import type { InitialPolicy, PopulationPlan } from '../../training/population-plan.ts';
import { checkedStudy } from '../study/checked-study.ts';
import { inProgram } from '../study/origin.ts';
import { laidOver } from '../study/overlay.ts';
import type { Study } from '../study/study.ts';
import { chosenMembers } from './chosen-members.ts';
import { type AskedStudy, type PlannedPopulation, planSweep, type SweepPlan } from './plan.ts';
import { withSeedsNamed } from './plan-seeds.ts';
import { tunedNoun } from './tuned-noun.ts';

/** The default when experiments did not keep how many seeds they took: those that name none were begun then. */
const seedsOnceByDefault = 5;

/** What an experiment is to have beside what it has, under the names that studies have for it. */
export type Wish = Partial<
  Pick<Study, 'seed_list' | 'optimizers' | 'agents' | 'learning_rates' | 'env' | 'envs' | 'max_runs'>
>;

/**
 * Plans the runs by which an experiment grows: those of its own studies with something else in one place (other seeds,
 * another optimizer), as far as it does not have them. So everything else about them is as it is with the runs that are there.
 *
 * @param before the experiment as it is, with the studies that it was asked for.
 * @param chosen what the tuning runs of a plan decide, where it tunes: `scoringStage` with their scores.
 * @returns the new runs alone, with the studies that they are of.
 * @throws UsageError where there is nothing new, where it contradicts what the experiment is, and where today's rl-bench
 * plans runs of the experiment otherwise than it was begun with.
 */
export function planEnlargement(
  before: SweepPlan,
  wish: Wish,
  chosen: (plan: SweepPlan) => readonly PlannedPopulation[],
): SweepPlan {
  const { asked = [], tuning, ablation, populations, sequential } = before;
  if (sequential !== undefined) {
    throw new UsageError(
      'its seeds are chosen sequentially, and what is added by hand would have no part in the decisions; begin another',
    );
  }
  if (asked.length === 0) {
    throw new UsageError('it was begun by an rl-bench that did not keep what was asked for; begin another');
  }
  const kinds = Object.keys(wish).filter((key) => key !== 'max_runs');
  const other = kinds.find((key) => key !== 'seed_list');
  if (kinds.includes('seed_list') && other !== undefined) {
    throw new UsageError(
      'more seeds, and more of something else, are two enlargements; make one after the other',
    );
  }
  if (other !== undefined && (tuning ?? ablation) !== undefined) {
    throw new UsageError(
      tuning === undefined
        ? `it is an ablation of ${ablation!.optimizer}, whose changes are tested together; it takes more seeds and nothing else, begin another`
        : `it has chosen ${tunedNoun(tuning)}s on tuning seeds, and nothing that is new has been tuned so; it takes more seeds, which score what was chosen, and nothing else: begin another study`,
    );
  }
  const { initial } = populations[0]!.population;
  const there = new Set(populations.flatMap(identities));
  const plans = asked.map((each) => plansOf(each, wish, initial));
  for (const { as } of plans) {
    const unknown = [...as.populations, ...chosen(as)].find((planned) =>
      identities(planned).some((identity) => !there.has(identity)),
    );
    if (unknown === undefined) continue;
    throw new UsageError(
      `this rl-bench plans ${unknown.label} on ${unknown.population.env} otherwise than it was begun with, so new runs could not be compared with those that are there; begin another`,
    );
  }
  const more = plans.flatMap(({ grown }) => {
    const added = [...grown.populations, ...chosen(grown)].flatMap((planned) => without(planned, there));
    for (const planned of added) for (const identity of identities(planned)) there.add(identity);
    return added.length === 0 ? [] : [{ ...grown, populations: added }];
  });
  if (more.length === 0) throw new UsageError('it has all of that already; nothing would be trained');
  return more.reduce(joined);
}

/** An experiment with what was added to it. */
export function joined<Plan extends SweepPlan>(before: Plan, more: SweepPlan): Plan {
  const all = <Item>(key: (plan: SweepPlan) => readonly Item[] | undefined): Item[] => {
    const items = [...(key(before) ?? []), ...(key(more) ?? [])];
    return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
  };
  const [borrowedRates, taskWords] = [all((plan) => plan.borrowedRates), all((plan) => plan.taskWords)];
  return {
    ...before,
    populations: [...before.populations, ...more.populations],
    asked: all((plan) => plan.asked),
    taskSettings: all((plan) => plan.taskSettings),
    ...(borrowedRates.length > 0 && { borrowedRates }),
    ...(taskWords.length > 0 && { taskWords }),
    ...(before.tuning && { tuning: { ...before.tuning, seeds: all((plan) => plan.tuning?.seeds) } }),
  };
}

/** The seeds that an experiment is scored by, and those that it tunes by. */
export function seedsOf({ populations, tuning }: SweepPlan): {
  readonly scoring: number[];
  readonly tuning: number[];
} {
  const of = (phase: PlannedPopulation['phase']): number[] =>
    populations
      .filter((planned) => planned.phase === phase)
      .flatMap(({ population }) => population.members.map(({ seed }) => seed));
  return {
    scoring: [...new Set([...of('scoring'), ...(tuning?.seeds ?? [])])],
    tuning: [...new Set(of('tuning'))],
  };
}

/** So many further seeds: those that follow the last one, but for those that have chosen learning rates. */
export function furtherSeeds(plan: SweepPlan, count: number): number[] {
  const { scoring, tuning } = seedsOf(plan);
  const seeds: number[] = [];
  for (let seed = Math.max(...scoring) + 1; seeds.length < count; seed++) {
    if (!tuning.includes(seed)) seeds.push(seed);
  }
  return seeds;
}

/** A study as it was asked for, planned today, and with what it is to have. */
function plansOf(
  { study, agentOverrides }: AskedStudy,
  wish: Wish,
  initial: InitialPolicy | undefined,
): { readonly as: SweepPlan; readonly grown: SweepPlan } {
  const file = checkedStudy(withSeedsNamed(study, seedsOnceByDefault), inProgram);
  const { study: grown, origin } = laidOver(file, wish);
  return {
    as: planSweep(file.study, agentOverrides, file.origin, initial),
    grown: planSweep(grown, agentOverrides, origin, initial),
  };
}

/** What tells each member of a population from all others. */
function identities({ phase, agentLabel, label, population }: PlannedPopulation): string[] {
  const { members, ...common } = population satisfies PopulationPlan;
  const shared = JSON.stringify([phase, agentLabel, label, common]);
  return members.map((member) => `${shared} ${JSON.stringify(member)}`);
}

/** A population without the members that are there; none where all are. */
function without(planned: PlannedPopulation, there: ReadonlySet<string>): PlannedPopulation[] {
  const isNew = identities(planned).map((identity) => !there.has(identity));
  return isNew.includes(true) ? [chosenMembers(planned, isNew)] : [];
}
