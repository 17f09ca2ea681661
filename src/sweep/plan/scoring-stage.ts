import { RunError } from '../../errors.ts';
import type { TuningScore } from '../../store/index.ts';
import type { MemberPlan } from '../../training/population-plan.ts';
import { leftOffAt } from './left-off-at.ts';
import type { PlannedPopulation, SweepPlan } from './plan.ts';
import { isSetting, lowestOf, rankedSettings, settingKey, type TunedSetting } from './ranked-settings.ts';

/**
 * The second stage of a study that tunes: the best setting of each environment × agent × optimizer, its learning rate alone or all
 * that was to be chosen, on the seeds that have tuned nothing. The best has the highest mean over the tuning seeds. A diverged
 * run, and one without a score, counts as the worst of all tuning runs of its environment and agent; of equals the one with fewer
 * such runs wins, then the smaller learning rate, then the one that was planned first. What successive halving has dropped is not
 * chosen. Nothing else goes into the choice, so it can be made again from the results file.
 *
 * @param plan with its tuning populations, in parts or whole.
 * @param scores of the runs in phase `tuning`, all of them and no others.
 * @throws RunError if a tuning run has no end yet.
 */
export function scoringStage(plan: SweepPlan, scores: readonly TuningScore[]): PlannedPopulation[] {
  const { tuning } = plan;
  if (tuning === undefined) return [];
  return tunedGroups(plan).map((group) => {
    const { label, rate, optimizer } = bestSetting(group, scores);
    const { settingOf, ...planned } = group.find((each) => each.label === label)!;
    return {
      ...leftOffAt(planned, undefined),
      label: settingOf ?? label,
      ...(settingOf !== undefined && { chosenSetting: label }),
      phase: 'scoring',
      learningRates: tuning.seeds.map(() => rate),
      population: { ...planned.population, members: tuning.seeds.map((seed) => ({ seed, optimizer })) },
    };
  });
}

/** Runs that {@link scoringStage} is going to plan. */
export function countScoringRuns(plan: SweepPlan): number {
  return tunedGroups(plan).length * (plan.tuning?.seeds.length ?? 0);
}

/** Tuning populations that have the settings of one optimizer on a task, in the order of the plan. */
export function tunedGroups({ populations }: Pick<SweepPlan, 'populations'>): PlannedPopulation[][] {
  const groups = new Map<string, PlannedPopulation[]>();
  for (const planned of populations) {
    if (planned.phase !== 'tuning') continue;
    const key = nameOf(planned);
    groups.set(key, [...(groups.get(key) ?? []), planned]);
  }
  return [...groups.values()];
}

/**
 * The stages of a plan as far as they are planned: the second one is empty where the plan does not tune, or before
 * {@link scoringStage} has been added to it. What has nothing to choose from is scored in the first.
 */
export function stagesOf(
  plan: Pick<SweepPlan, 'populations'>,
): readonly [first: PlannedPopulation[], second: PlannedPopulation[]] {
  const tuned = new Set(plan.populations.filter(({ phase }) => phase === 'tuning').map(nameOf));
  const isSecond = (planned: PlannedPopulation): boolean =>
    planned.phase === 'scoring' && tuned.has(nameOf(planned));
  return [plan.populations.filter((each) => !isSecond(each)), plan.populations.filter(isSecond)];
}

/** What populations are called that are settings of one optimizer on a task, in either phase. */
function nameOf({ population, agentLabel, label, settingOf }: PlannedPopulation): string {
  return JSON.stringify([population.env, agentLabel, settingOf ?? label]);
}

/** The best setting of a group, and the optimizer with it. */
function bestSetting(
  group: readonly PlannedPopulation[],
  scores: readonly TuningScore[],
): Pick<MemberPlan, 'optimizer'> & TunedSetting {
  const { agentLabel, population } = group[0]!;
  const task = scores
    .filter(({ env, agent }) => env === population.env && agent === agentLabel)
    .map((run) => ({ ...run, label: run.optimizer, rate: run.learningRate }));
  const dropped = new Set(task.filter(({ status }) => status === 'dropped').map(settingKey));
  const runs = group
    .flatMap(({ label, population: { members }, learningRates }) =>
      members.map((member, index) => ({ ...member, label, rate: learningRates[index] ?? null })),
    )
    .filter((run) => !dropped.has(settingKey(run)));
  const reached = runs.map(({ label, rate, seed }) => {
    const run = task.find((each) => isSetting(each, { label, rate }) && each.seed === seed);
    if (run?.status === 'finished' || run?.status === 'diverged') return { label, rate, score: scoreOf(run) };
    throw new RunError(
      `${label} with learning rate ${rate} has not ended on tuning seed ${seed}; its best setting is not known yet`,
    );
  });
  const { label, rate } = rankedSettings(reached, lowestOf(task.map(scoreOf)))[0]!;
  return { label, rate, optimizer: runs.find((run) => isSetting(run, { label, rate }))!.optimizer };
}

/** null for what counts as the worst. */
function scoreOf({ status, score }: TuningScore): number | null {
  return status === 'finished' && score !== null && Number.isFinite(score) ? score : null;
}
