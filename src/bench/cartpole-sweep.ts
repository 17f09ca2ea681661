import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inPhase } from '../diagnostics/phases.ts';
import { openStore } from '../store/index.ts';
import { fitToMemory } from '../sweep/cost/fit-to-memory.ts';
import { memoryRoom } from '../sweep/cost/memory-room.ts';
import { planSweep, type SweepPlan } from '../sweep/plan/plan.ts';
import { runSweep } from '../sweep/run/run-sweep.ts';
import { silentObserver } from '../sweep/run/sweep-observer.ts';
import { runSettings } from '../sweep/study/run-settings.ts';
import type { EvaluationPlan } from '../training/population-plan.ts';

/** A sweep over seeds of one optimizer. */
export interface SweepSize {
  readonly seeds: number;
  /** Environment steps of each. */
  readonly steps: number;
}

/**
 * CartPole-v1 with CleanRL's PPO, as `rl-bench run --workers 1` trains it: from the plan to a results file, which is
 * thrown away. What does not fit into memory at once trains in parts.
 *
 * @param backend that was started.
 */
export async function trainCartpole(
  { seeds, steps }: SweepSize,
  evaluation: EvaluationPlan,
  backend = 'simd',
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rl-bench-'));
  try {
    const store = openStore(join(folder, 'results.sqlite'));
    const { plan } = await fitToMemory(
      evaluated(planOf({ seeds, steps }), evaluation),
      memoryRoom(backend),
      1,
    );
    await runSweep(plan, store, {
      backend,
      plugins: [],
      workers: 1,
      command: 'rl-bench bench',
      signal: new AbortController().signal,
      observer: silentObserver,
    });
    inPhase('sqlite', () => store.close());
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The agent and its settings are the recorded recipe's: CleanRL's PPO. */
function planOf({ seeds, steps }: SweepSize): SweepPlan {
  const settings = {
    env: 'CartPole-v1',
    optimizers: ['ADAM(lr=0.00025,eps=1e-5)'],
    seeds,
    total_timesteps: steps,
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
