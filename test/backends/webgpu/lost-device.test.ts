import { join } from 'node:path';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { expect, test } from 'vitest';
import { DeviceLostError } from '../../../src/errors.ts';
import { openStore, runStates } from '../../../src/store/index.ts';
import { inOneProcess } from '../../../src/sweep/cost/divide-work.ts';
import { planSweep } from '../../../src/sweep/plan/plan.ts';
import { createExperiment } from '../../../src/sweep/run/experiment.ts';
import { silentObserver } from '../../../src/sweep/run/sweep-observer.ts';
import { trainExperiment } from '../../../src/sweep/run/train-experiment.ts';
import { runSettings } from '../../../src/sweep/study/run-settings.ts';
import * as tf from '../../../src/tensors/tf.ts';
import { temporaryFolder } from '../../cli/command.ts';

test('A device that is lost in the middle leaves interrupted runs', async () => {
  const plan = planSweep(
    runSettings.parse({
      env: 'cartpole',
      agents: ['ppo(num_envs=2,num_steps=16,num_minibatches=1,update_epochs=1)'],
      network: 'mlp(sizes=[8])',
      optimizers: ['ADAM'],
      seeds: 2,
      total_timesteps: 320,
      evaluations: 1,
      eval_episodes: 1,
    }),
    {},
  );
  const store = openStore(join(temporaryFolder(), 'results.sqlite'));
  const settings = { backend: 'webgpu', plugins: [] };
  const experiment = createExperiment(store, plan, { ...settings, command: '', fingerprint: '' });
  let updates = 0;
  const training = trainExperiment(experiment, store, {
    ...settings,
    spread: inOneProcess,
    signal: new AbortController().signal,
    observer: {
      ...silentObserver,
      recorded(_, records) {
        if (!records.some(({ kind }) => kind === 'update') || ++updates < 2) return;
        (tf.backend() as unknown as WebGPUBackend).device.destroy();
      },
    },
  });
  const error = await training.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DeviceLostError);
  expect((error as Error).message).toMatch(/^the GPU was lost: /);
  expect(runStates(store.db, experiment.id).map(({ status }) => status)).toEqual([
    'interrupted',
    'interrupted',
  ]);
  store.close();
});
