import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { compareExperiment } from '../../../src/report/compare/index.ts';
import { openReadonly, openStore } from '../../../src/store/index.ts';
import { enlargeExperiment } from '../../../src/sweep/run/enlarge-experiment.ts';
import { resumeExperiment } from '../../../src/sweep/run/resume-experiment.ts';
import { runStudy } from '../../../src/sweep/run/run-study.ts';
import type { StudyInput } from '../../../src/sweep/study/study.ts';
import { temporaryFolder } from '../../store/temporary-folder.ts';

/** Small enough for the plain `cpu` backend. */
const study: StudyInput = {
  title: 'small',
  env: 'cartpole',
  agents: ['ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=1)'],
  network: 'mlp(sizes=[8])',
  optimizers: ['ADAM', 'SGD'],
  seeds: 2,
  total_timesteps: 64,
  evaluations: 1,
  eval_episodes: 1,
};

let folder = '';
const at = (name = 'results') => ({ db: join(folder, `${name}.sqlite`), backend: 'cpu', workers: 1 });

beforeEach(() => {
  folder = temporaryFolder();
});

function rows(query: string, name?: string): unknown[] {
  const file = openReadonly(at(name).db);
  try {
    return file.prepare(query).all();
  } finally {
    file.close();
  }
}

/** What every run has come to, in an order that does not depend on when it was planned. */
const scores = `select r.env, r.optimizer, r.learning_rate, r.phase, r.seed, r.status, u.update_index, u.policy_loss, u.value_loss
  from runs r join updates u on u.run_id = r.id order by 1, 2, 3, 4, 5, 7`;

interface SavedConfig {
  asked?: { study: { seeds?: number } }[];
  populations: { label: string }[];
}

/** Writes another configuration of experiment 1. */
function change(edit: (config: SavedConfig) => void): void {
  const [{ config }] = rows('select config_json as config from experiments') as [{ config: string }];
  const changed = JSON.parse(config) as SavedConfig;
  edit(changed);
  const store = openStore(at().db);
  store.extendExperiment(1, changed, []);
  store.close();
}

async function enlarged(
  add: Omit<Parameters<typeof enlargeExperiment>[0], 'db' | 'experiment'>,
): Promise<void> {
  await enlargeExperiment({ ...at(), experiment: 'small', ...add });
}

test('further seeds train what a study with all of them trains, and nothing again', async () => {
  await runStudy(study, at());
  const before = rows('select id, started_at from runs');
  await enlarged({ add: 2, command: 'rl-bench seeds small --add 2' });
  await runStudy({ ...study, seeds: 4 }, at('at once'));
  expect(rows(scores)).toEqual(rows(scores, 'at once'));
  expect(rows('select id, started_at from runs where seed <= 2')).toEqual(before);
  expect(rows('select place, command, runs, seeds, optimizers from enlargements')).toEqual([
    { place: 0, command: 'rl-bench seeds small --add 2', runs: 4, seeds: '[3,4]', optimizers: '[]' },
  ]);
  expect(await resumeExperiment(at())).toBeUndefined();
});

test('optimizers, learning rates and environments are added to all that there is, seeds added before among it', async () => {
  await runStudy(study, at());
  await enlarged({ wish: { seed_list: [7] } });
  await enlarged({ wish: { optimizers: ['LION'] } });
  await enlarged({ wish: { learning_rates: [0.5] } });
  await enlarged({ wish: { env: 'point-nav' } });
  await runStudy(
    { ...study, seeds: undefined, seed_list: [1, 2, 7], optimizers: ['ADAM', 'SGD', 'LION'] },
    at('one'),
  );
  const recorded = rows(scores, 'one');
  const cartpole = rows(scores).filter((row) => (row as { env: string }).env === 'cartpole');
  expect(cartpole).toEqual(expect.arrayContaining(recorded));
  expect(cartpole).toHaveLength(2 * recorded.length);
  const counts = rows(
    'select env, optimizer, count(distinct learning_rate) as rates, count(distinct seed) as seeds, count(*) as runs from runs group by 1, 2',
  );
  expect(counts).toHaveLength(6);
  for (const each of counts) expect(each).toMatchObject({ rates: 2, seeds: 3, runs: 6 });
});

test('a study that tunes takes seeds that score the chosen rates, and nothing that was not tuned', async () => {
  const tuned: StudyInput = { ...study, learning_rates: [0.001, 0.01], tuning: { seed_list: [3, 4] } };
  await runStudy(tuned, at());
  await enlarged({ add: 2 });
  await runStudy({ ...tuned, seeds: undefined, seed_list: [1, 2, 5, 6] }, at('at once'));
  expect(rows(scores)).toEqual(rows(scores, 'at once'));
  await expect(enlarged({ wish: { optimizers: ['LION'] } })).rejects.toThrow(
    'experiment 1 cannot be enlarged like this: it has chosen learning rates on tuning seeds',
  );
  await expect(enlarged({ wish: { seed_list: [4] } })).rejects.toThrow('seed 4 would both tune and score');
});

test('the comparison says when an experiment was enlarged, and by what', async () => {
  await runStudy(study, at());
  const compared = (): readonly string[] => {
    const file = openReadonly(at().db);
    try {
      return compareExperiment(file).notes;
    } finally {
      file.close();
    }
  };
  expect(compared().join()).not.toContain('nlarged');
  await enlarged({ add: 3 });
  expect(compared()[0]).toMatch(/^Enlarged \d{4}-\d\d-\d\d \d\d:\d\d UTC by 6 runs: 3 seeds \(3–5\)\.$/);
  expect(compared()[1]).toContain('differences are shown too easily');
});

test('a study that names no seeds keeps how many it took, and was begun with five where it did not', async () => {
  const { seeds: _, ...silent } = study;
  await runStudy({ ...silent, optimizers: ['SGD'] }, at());
  await enlarged({ wish: { optimizers: ['ADAM'] } });
  const runs =
    'select optimizer, min(seed) as first, max(seed) as last, count(*) as runs from runs group by 1';
  expect(rows(runs)).toEqual(
    ['ADAM', 'SGD'].map((optimizer) => ({ optimizer, first: 1, last: 10, runs: 10 })),
  );

  folder = temporaryFolder();
  await runStudy({ ...silent, optimizers: ['SGD'], seeds: 5 }, at());
  change(({ asked }) => {
    delete asked![0]!.study.seeds;
  });
  await enlarged({ wish: { optimizers: ['ADAM'] } });
  expect(rows(runs)).toEqual(['ADAM', 'SGD'].map((optimizer) => ({ optimizer, first: 1, last: 5, runs: 5 })));
});

test('what cannot be is refused in one line, and nothing is written', async () => {
  await runStudy(study, at());
  const refused = async (add: Parameters<typeof enlarged>[0]): Promise<string> => {
    const error = await enlarged(add).then(
      () => 'nothing was refused',
      (thrown: Error) => thrown.message,
    );
    expect(error).not.toContain('\n');
    return error;
  };
  expect(await refused({ wish: { seed_list: [1, 2] } })).toContain('it has all of that already');
  expect(await refused({ add: 1, wish: { optimizers: ['LION'] } })).toContain('make one after the other');
  expect(await refused({ wish: { optimizers: ['LOIN'] } })).toContain('did you mean');
  await expect(enlargeExperiment({ ...at(), experiment: 9, add: 1 })).rejects.toThrow('no experiment "9"');
  change(({ populations }) => {
    populations[0]!.label = 'ADAM of another time';
  });
  expect(await refused({ add: 1 })).toContain(
    'this rl-bench plans ADAM on cartpole otherwise than it was begun with',
  );
  change((config) => {
    delete config.asked;
  });
  expect(await refused({ add: 1 })).toContain('did not keep what was asked for');
  expect(rows('select count(*) as runs from runs')).toEqual([{ runs: 4 }]);
});
