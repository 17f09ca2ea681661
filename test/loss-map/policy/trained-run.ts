import type { Store } from '../../../src/store/index.ts';
import { inOneProcess } from '../../../src/sweep/cost/divide-work.ts';
import { planSweep } from '../../../src/sweep/plan/plan.ts';
import { createExperiment } from '../../../src/sweep/run/experiment.ts';
import { silentObserver } from '../../../src/sweep/run/sweep-observer.ts';
import { trainExperiment } from '../../../src/sweep/run/train-experiment.ts';
import { runSettings } from '../../../src/sweep/study/run-settings.ts';

/** Trains runs of two seeds small enough for the plain `cpu` backend; their numbers are 1 and 2. */
export async function trainRuns(
  store: Store,
  {
    env = 'cartpole',
    agent = 'ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=2)',
    network = 'mlp(sizes=[8])',
    optimizer = 'ADAM',
    learningRate = 0.01,
    totalTimesteps = 160,
  } = {},
): Promise<void> {
  const study = {
    env,
    agents: [agent],
    network,
    optimizers: [optimizer],
    seeds: 2,
    learning_rates: [learningRate],
    total_timesteps: totalTimesteps,
    evaluations: 1,
    eval_episodes: 2,
  };
  const settings = { backend: 'cpu', plugins: [] };
  const plan = planSweep(runSettings.parse(study), {});
  const experiment = createExperiment(store, plan, { ...settings, command: '', fingerprint: '' });
  await trainExperiment(experiment, store, {
    ...{ ...settings, spread: inOneProcess, observer: silentObserver },
    signal: new AbortController().signal,
  });
}
