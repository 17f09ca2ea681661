import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openReadonly } from '../../../src/store/index.ts';
import { resumeExperiment } from '../../../src/sweep/run/resume-experiment.ts';
import { runStudy } from '../../../src/sweep/run/run-study.ts';
import { verifyRun } from '../../../src/sweep/run/verify-run.ts';
import { temporaryFolder } from '../../store/temporary-folder.ts';

const settings = {
  env: 'cartpole(max_episode_steps=20)',
  agents: ['ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=1)'],
  network: 'mlp(sizes=[8])',
  seeds: 3,
  total_timesteps: 160,
  evaluations: 1,
  eval_episodes: 1,
};

/** Gradient norms of all runs. */
function norms(path: string): unknown[] {
  const db = openReadonly(path);
  try {
    return db
      .prepare('select run_id, update_index, layer_index, grad_norm from gradient_stats order by 1, 2, 3')
      .all();
  } finally {
    db.close();
  }
}

test.each(['ADAM', 'MILO', 'MUON', 'SOAP'])(
  'What %s trained and was stopped goes on to the same numbers, and a run trained again in its company has every bit of before',
  async (optimizer) => {
    const study = { ...settings, optimizers: [optimizer] };
    const [whole, stopped] = ['whole', 'stopped'].map((name) =>
      join(temporaryFolder(), `${name}.sqlite`),
    ) as [string, string];
    const here = { backend: 'node', workers: 1 };
    await runStudy(study, { db: whole, ...here });

    const stop = new AbortController();
    let updates = 0;
    const recorded = (): void => {
      if (++updates === 3) stop.abort();
    };
    const first = await runStudy(study, {
      db: stopped,
      ...here,
      signal: stop.signal,
      observer: { recorded },
    });
    expect(first.interrupted).toBe(true);
    expect(norms(stopped).length).toBeLessThan(norms(whole).length);
    await resumeExperiment({ db: stopped, workers: 1 });
    expect(norms(stopped)).toEqual(norms(whole));

    expect(await verifyRun({ db: stopped, run: 2 })).toMatchObject({ company: 2, differences: [] });
  },
);
