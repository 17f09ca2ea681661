import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startBackend } from '../../../src/backends/index.ts';
import { UsageError } from '../../../src/errors.ts';
import { FootprintTrials, TrialTooLongError } from '../../../src/sweep/cost/footprint-trials.ts';
import { type PlannedPopulation, planSweep } from '../../../src/sweep/plan/plan.ts';
import { runSettings } from '../../../src/sweep/study/run-settings.ts';
import { memberFootprint } from '../../../src/workloads/member-footprint.ts';
import { temporaryFolder } from '../../store/temporary-folder.ts';

beforeAll(() => startBackend('simd'));

function planned(network: string): PlannedPopulation {
  const agents = ['ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=1)'];
  const settings = { env: 'cartpole', agents, network, optimizers: ['SGD'], total_timesteps: 64 };
  return planSweep(runSettings.parse(settings), {}).populations[0]!;
}

/** Trials with a plugin that changes SGD. @param patience seconds. */
function trialsWith(update: string, patience: number): FootprintTrials {
  const path = join(temporaryFolder(), 'plugin.mjs');
  writeFileSync(
    path,
    `export default ({ optimizers }) => {
      const entry = optimizers.get('SGD');
      const { create } = entry;
      entry.create = (...args) => ({ ...create(...args), update() { ${update} } });
    };`,
  );
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  return endingTrials({ backend: 'simd', plugins: [{ path, sha256 }] }, patience);
}

function endingTrials(...settings: ConstructorParameters<typeof FootprintTrials>): FootprintTrials {
  const trials = new FootprintTrials(...settings);
  onTestFinished(() => trials.end());
  return trials;
}

describe('What a member needs', () => {
  test('is the same, tried in a process of its own or here', async () => {
    const trials = endingTrials({ backend: 'simd', plugins: [] }, 120);
    // The second is too large to be tried here.
    for (const network of ['mlp(sizes=[8])', 'mlp(sizes=[512,512])', 'mlp(sizes=[600,512])']) {
      const each = planned(network);
      expect(await trials.of(each)).toEqual(await memberFootprint(each.population));
    }
  });

  test('is not waited for where the code of a plugin never comes back', async () => {
    const trials = trialsWith('for (;;);', 3);
    const trial = trials.of(planned('mlp(sizes=[8])'));
    await expect(trial).rejects.toThrow(TrialTooLongError);
    await expect(trial).rejects.toThrow(
      /^SGD on cartpole: a few updates on a few rows, .* take more than 3 s, or code of a plugin never comes back; /,
    );
  });

  test('cannot be told where a plugin throws: its line is', async () => {
    const trial = trialsWith("throw new Error('no idea')", 120).of(planned('mlp(sizes=[8])'));
    await expect(trial).rejects.toThrow(UsageError);
    await expect(trial).rejects.toThrow(/plugin ".*plugin\.mjs": .*no idea \(line 4\)/);
  });
});
