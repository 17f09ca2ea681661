import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { compareExperiment } from '../../../src/report/compare/index.ts';
import { openReadonly } from '../../../src/store/index.ts';
import { enlargeExperiment } from '../../../src/sweep/run/enlarge-experiment.ts';
import { resumeExperiment } from '../../../src/sweep/run/resume-experiment.ts';
import type { RunOptions } from '../../../src/sweep/run/run-options.ts';
import { runStudy } from '../../../src/sweep/run/run-study.ts';
import type { StudyInput } from '../../../src/sweep/study/study.ts';
import { temporaryFolder } from '../../store/temporary-folder.ts';

/** Small enough for the plain `cpu` backend. Two rules that hardly move are alike, and one that jumps is worse. */
const study: StudyInput = {
  title: 'small',
  env: 'point-nav',
  agents: ['ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=1)'],
  network: 'mlp(sizes=[8])',
  optimizers: ['ADAM(lr=1e-7)', 'ADAM(lr=1e-7,eps=1e-7)', 'SGD(lr=1e3)'],
  seeds: 'auto(block=3,max=6,alpha=0.6)',
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

const scores = `select optimizer, seed, status, final_return from run_scores order by 1, 2`;
const decisions = `select config_json -> '$.decisions' as decisions from experiments`;

function notes(name?: string): readonly string[] {
  const file = openReadonly(at(name).db);
  try {
    return compareExperiment(file).notes;
  } finally {
    file.close();
  }
}

function stoppedAfter(runs: number): Pick<RunOptions, 'signal' | 'observer'> {
  const stop = new AbortController();
  let ended = 0;
  const recorded: NonNullable<RunOptions['observer']>['recorded'] = (_, records) => {
    ended += records.filter(({ kind }) => kind === 'update').length;
    if (ended >= runs) stop.abort();
  };
  return { signal: stop.signal, observer: { recorded } };
}

test('block follows block up to the limit, and what is not decided then cannot be said', async () => {
  const told: string[] = [];
  await runStudy(study, { ...at(), observer: { note: (line) => told.push(line) } });
  expect(told).toContain('after block 1 of seeds 0 of 3 pairs are decided; another block follows: 9 runs');
  const said = notes().map((note) => note.replace(/^point-nav, ppo\(.*?\): /, ''));
  expect(said[0]).toContain('p-values and intervals here take no account of the looks');
  expect(said.slice(1, 5)).toEqual([
    'which of ADAM and ADAM(eps=1e-7) is better cannot be said with 6 seeds, the most that were allowed.',
    'ADAM is better than SGD, decided after block 2 (6 seeds each).',
    'ADAM(eps=1e-7) is better than SGD, decided after block 2 (6 seeds each).',
    'It took 18 runs of the 18 that 6 seeds of every optimizer are: none was saved.',
  ]);
  expect(await resumeExperiment(at())).toBeUndefined();
});

test('stopped in any block, it goes on to the same decisions', async () => {
  await runStudy(study, at('whole'));
  for (const updates of [1, 20]) {
    const name = `stopped after ${updates}`;
    const { interrupted } = await runStudy(study, { ...at(name), ...stoppedAfter(updates) });
    expect(interrupted).toBe(true);
    await resumeExperiment(at(name));
    expect(rows(scores, name)).toEqual(rows(scores, 'whole'));
    expect(rows(decisions, name)).toEqual(rows(decisions, 'whole'));
  }
});

test.each<[string, Partial<StudyInput>, string]>([
  ['one optimizer', { optimizers: ['ADAM'] }, 'is alone with'],
  ['several rates', { optimizers: ['ADAM', 'SGD'], learning_rates: [0.1, 0.2] }, 'at one learning rate each'],
  [
    'tuning',
    { optimizers: ['ADAM', 'SGD'], learning_rates: [0.1, 0.2], tuning: { seeds: 2 } },
    'a study that tunes has two',
  ],
  ['no multiple', { seeds: 'auto(block=4,max=30)' }, 'write max=32'],
  ['blocks of one', { seeds: 'auto(block=1)' }, 'block must be'],
  ['another word', { seeds: 'auto(size=4)' }, 'has no setting "size"'],
])('%s is refused in one line', async (_, change, said) => {
  const error = await runStudy({ ...study, ...change }, at()).then(
    () => 'nothing was refused',
    (thrown: Error) => thrown.message,
  );
  expect(error).toContain(said);
  expect(error).not.toContain('\n');
});

test('other machines, and seeds that are added by hand, are refused', async () => {
  const shard = { number: 1, count: 2 };
  await expect(runStudy(study, { ...at(), shard })).rejects.toThrow('leave --shard out');
  await runStudy({ ...study, seeds: 'auto(block=2,max=2)' }, at());
  await expect(enlargeExperiment({ ...at(), experiment: 1, add: 2 })).rejects.toThrow('chosen sequentially');
});
