import { makeEnv } from '../../../envs/index.ts';
import { UsageError } from '../../errors.ts';
import type { TrainedRun } from '../../sweep/run/trained-run.ts';
import { planOfRun } from '../../sweep/run/verify-run.ts';
import { controlParts } from '../../workloads/control/control-parts.ts';
import { resolveTask } from '../../workloads/tasks.ts';

/**
 * The plugins of the run's experiment have to be loaded.
 *
 * @throws UsageError for a network with buffers, for a task that is no environment, and for a team, each of whose agents has a policy of its own.
 */
export function refuseWithoutPolicy(run: TrainedRun): void {
  const { population } = planOfRun(run);
  if (resolveTask(population.env).maxEpisodeSteps === null) {
    throw new UsageError(
      `run ${run.id} was trained on ${population.env}, which has no policy whose loss could be mapped; choose a run in an environment`,
    );
  }
  const { networks } = controlParts(population);
  if (networks.buffers) {
    throw new UsageError(
      `run ${run.id} has a network that keeps something beside its parameters, as spectral normalisation does, so that its loss is no function of the parameters alone; choose a run without`,
    );
  }
  const { agents } = makeEnv(population.env, { size: 1 }).spec;
  if (agents === 1) return;
  throw new UsageError(
    `run ${run.id} trained a team of ${agents}, and each has a policy and a loss of its own; choose the run of one agent`,
  );
}
