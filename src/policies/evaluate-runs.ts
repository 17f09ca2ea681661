import { companyCounts, startBackend } from '../backends/index.ts';
import { RunError } from '../errors.ts';
import { type LoadedPlugin, loadMissingPlugins } from '../plugins/index.ts';
import type { PolicyEvaluationRow } from '../results/index.ts';
import { patiently, type Store } from '../store/index.ts';
import { fittingEnvironment } from '../sweep/plan/fitting-environment.ts';
import { type KeptRun, keptRun, type PolicyChoice, refuseWithoutEpisodes } from '../sweep/run/kept-run.ts';
import { configOf } from '../sweep/run/saved-config.ts';
import { planOfRun } from '../sweep/run/verify-run.ts';
import type { PopulationPlan } from '../training/population-plan.ts';
import { evaluateKept } from '../workloads/control/evaluate-kept.ts';

/** What to let policies play. */
export interface EvaluationWish {
  readonly choice: PolicyChoice;
  readonly episodes: number;
  /** Of the episodes: all runs that are evaluated by the same seed meet the same starts. */
  readonly seed: number;
  /** Another environment than that of the run's own evaluations. */
  readonly env?: string | undefined;
  /** True to play the episodes once more with actions that are drawn from the policy. */
  readonly sampled: boolean;
}

/** How a run's policy has done, with the most probable actions and perhaps with drawn ones. */
export interface EvaluatedRun {
  readonly run: KeptRun;
  readonly evaluations: readonly PolicyEvaluationRow[];
}

/**
 * Lets the policies of runs play episodes, each on the backend that it was trained on, and writes down how they have done.
 *
 * @param ids numbers of runs.
 * @param plugins what stands for those of the experiments, where it is loaded already.
 * @param onWait called when the file is locked.
 * @throws UsageError for a run that has left no such policy, or an environment that it cannot act in.
 */
export async function evaluateRuns(
  store: Store,
  ids: readonly number[],
  wish: EvaluationWish,
  plugins: readonly LoadedPlugin[],
  signal: AbortSignal,
  onWait: () => void,
): Promise<readonly EvaluatedRun[]> {
  const runs = [...new Set(ids)].map((id) => keptRun(store.db, id, wish.choice));
  for (const { experiment } of runs) await loadMissingPlugins(configOf(experiment).plugins, plugins);
  const games = new Map<string, { plan: PopulationPlan; players: KeptRun[] }>();
  for (const run of runs) {
    refuseWithoutEpisodes(run);
    const plan = evaluationPlan(run, wish);
    const { members, ...shared } = plan;
    const alone = companyCounts(run.backend) ? run.id : 'together';
    const key = JSON.stringify([run.backend, shared, alone]);
    const game = games.get(key) ?? { plan: { ...plan, members: [] }, players: [] };
    games.set(key, {
      plan: { ...plan, members: [...game.plan.members, ...members] },
      players: [...game.players, run],
    });
  }
  const evaluated: EvaluatedRun[] = [];
  for (const { plan, players } of games.values()) {
    await startBackend(players[0]!.backend);
    const records = await evaluateKept(plan, players, signal);
    for (const [member, run] of players.entries()) {
      const evaluations = records
        .filter((record) => record.member === member)
        .flatMap((record): PolicyEvaluationRow[] => {
          if (record.kind !== 'evaluation' && record.kind !== 'sampled-evaluation') return [];
          const { episodes, meanReturn, stdReturn, successRate } = record;
          return [
            {
              ...{ choice: wish.choice, env: plan.evaluation.env ?? plan.env, seed: wish.seed, episodes },
              sampled: record.kind === 'sampled-evaluation',
              ...{ meanReturn, stdReturn, successRate, evaluatedAt: new Date().toISOString() },
            },
          ];
        });
      if (evaluations.length === 0) throw new RunError(`run ${run.id} could not be evaluated`);
      await patiently(() => store.writePolicyEvaluations(run.id, evaluations), onWait);
      evaluated.push({ run, evaluations });
    }
  }
  return runs.map((run) => evaluated.find((each) => each.run.id === run.id)!);
}

/** A population of the run's policy alone, whose seed is that of the episodes. */
export function evaluationPlan(
  run: KeptRun,
  { env, episodes, sampled, seed }: EvaluationWish,
): PopulationPlan {
  const { population } = planOfRun(run);
  const elsewhere = env === undefined ? population.evaluation.env : fittingEnvironment(env, population.env);
  const { controllers: _, diagnostics: __, initial: ___, ...plan } = population;
  return {
    ...plan,
    members: population.members.map((member) => ({ ...member, seed })),
    evaluation: { count: 0, episodes, sampled, ...(elsewhere !== undefined && { env: elsewhere }) },
  };
}
