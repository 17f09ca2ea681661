import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openReadonly } from '../../../src/store/index.ts';
import { dryRunPlan } from '../../../src/sweep/run/dry-run.ts';
import { planStudy, runStudy } from '../../../src/sweep/run/run-study.ts';
import type { StudyInput } from '../../../src/sweep/study/study.ts';
import { temporaryFolder } from '../../store/temporary-folder.ts';

const small: StudyInput = {
  env: 'cartpole',
  agents: ['ppo(num_envs=2,num_steps=32,num_minibatches=2,update_epochs=1)'],
  network: 'mlp(sizes=[8])',
  optimizers: ['ADAM', 'SGD'],
  seeds: 2,
  total_timesteps: 2048,
  evaluations: 2,
  eval_episodes: 2,
};

/** Bytes of a study's results file at the most, with checkpoints after every update, and in the end. */
async function bytesOf(study: StudyInput): Promise<{ most: number; whole: number }> {
  const db = join(temporaryFolder(), 'results.sqlite');
  let most = 0;
  const recorded = (): void => {
    const file = openReadonly(db);
    const [pages, bytes] = ['page_count', 'page_size'].map((what) => file.pragma(what, { simple: true }));
    most = Math.max(most, Number(pages) * Number(bytes));
    file.close();
  };
  await runStudy(study, { db, backend: 'simd', workers: 1, checkpointInterval: 0, observer: { recorded } });
  return { most, whole: statSync(db).size };
}

test.each<[string, StudyInput]>([
  ['a study of so little that the tables themselves are most of it', { ...small, total_timesteps: 64 }],
  ['many runs', { ...small, seeds: 30, total_timesteps: 256 }],
  ['a large network', { ...small, network: 'mlp(sizes=[256,256])', total_timesteps: 128 }],
  [
    'a rule with much state',
    { ...small, network: 'mlp(sizes=[64,64])', optimizers: ['SOAP', 'SGD'], total_timesteps: 128 },
  ],
  ['ways in space', { ...small, env: 'point-nav', seeds: 8, total_timesteps: 64, eval_episodes: 4 }],
])('--dry-run foretells the size of the results file: %s', async (_name, study) => {
  const { estimate } = await dryRunPlan(planStudy(study), { backend: 'simd', workers: 1 });
  const { most, whole } = await bytesOf(study);
  expect(estimate.fileBytes! / whole).toBeGreaterThan(0.6);
  expect(estimate.fileBytes! / whole).toBeLessThan(1.6);
  expect(estimate.mostFileBytes! / most).toBeGreaterThan(0.6);
  expect(estimate.mostFileBytes! / most).toBeLessThan(1.6);
});
