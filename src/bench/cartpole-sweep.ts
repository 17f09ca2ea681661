import { join } from 'node:path';
import { planSweep, type SweepPlan } from '../sweep/plan/plan.ts';
import { runPlan } from '../sweep/run/run-plan.ts';
import { runSettings } from '../sweep/study/run-settings.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';
import type { EvaluationPlan } from '../training/population-plan.ts';

/** A sweep over seeds of one optimizer. */
export interface SweepSize {
  readonly seeds: number;
  /** Environment steps of each. */
  readonly steps: number;
  /** Units of each of the two hidden layers of both networks. Default: the recipe's 64. */
  readonly width?: number;
}

/** Populations whose training is measured; each of many seeds takes fewer steps. */
export function cartpoleSizes(quick: boolean): SweepSize[] {
  const steps = quick ? { 1: 4096, 8: 4096, 64: 512 } : { 1: 25_088, 8: 25_088, 64: 4096 };
  return ([1, 8, 64] as const).map((seeds) => ({ seeds, steps: steps[seeds] }));
}

/**
 * CartPole-v1 with CleanRL's PPO, as `rl-bench run --workers 1` trains it: from the plan to a results file, which is
 * thrown away. What does not fit into memory at once trains in parts.
 *
 * @param backend that was started. @param diagnostics that are switched on.
 */
export async function trainCartpole(
  size: SweepSize,
  evaluation: EvaluationPlan,
  backend = 'simd',
  diagnostics: readonly string[] = [],
): Promise<void> {
  await inTemporaryFolder('rl-bench-', (folder) =>
    runPlan(evaluated(planOf(size, diagnostics), evaluation), {
      db: join(folder, 'results.sqlite'),
      backend,
      plugins: [],
      workers: 1,
      command: 'rl-bench bench',
    }),
  );
}

/** The agent and its settings are the recorded recipe's: CleanRL's PPO. */
function planOf({ seeds, steps, width }: SweepSize, diagnostics: readonly string[]): SweepPlan {
  const settings = {
    env: 'CartPole-v1',
    optimizers: ['ADAM(lr=0.00025,eps=1e-5)'],
    seeds,
    total_timesteps: steps,
    ...(diagnostics.length > 0 && { diagnostics: [...diagnostics] }),
    ...(width !== undefined && { network: `mlp(sizes=[${width},${width}])` }),
  };
  return planSweep(runSettings.parse(settings), {});
}

function evaluated(plan: SweepPlan, evaluation: EvaluationPlan): SweepPlan {
  return {
    ...plan,
    populations: plan.populations.map(({ population, ...rest }) => ({
      ...rest,
      population: { ...population, evaluation },
    })),
  };
}
