import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { startBackend } from '../../../src/backends/index.ts';
import { RunError, UsageError } from '../../../src/errors.ts';
import { openReadonly } from '../../../src/store/index.ts';
import { resumeExperiment } from '../../../src/sweep/run/resume-experiment.ts';
import type { RunOptions } from '../../../src/sweep/run/run-options.ts';
import { planStudy, runStudy } from '../../../src/sweep/run/run-study.ts';
import { verifyRun } from '../../../src/sweep/run/verify-run.ts';
import type { StudyInput } from '../../../src/sweep/study/study.ts';
import * as tf from '../../../src/tensors/tf.ts';
import { temporaryFolder } from '../../store/temporary-folder.ts';

/** Small enough for the plain `cpu` backend. */
const study: StudyInput = {
  env: 'cartpole',
  agents: ['ppo(num_envs=2,num_steps=16,num_minibatches=2,update_epochs=1)'],
  network: 'mlp(sizes=[8])',
  optimizers: ['ADAM', { name: 'SGD', momentum: [0, 0.9] }],
  seeds: 2,
  total_timesteps: 160,
  evaluations: 1,
  eval_episodes: 1,
};

let db = '';
const here = (): RunOptions & { backend: string } => ({ db, backend: 'cpu', workers: 1 });

beforeEach(() => {
  db = join(temporaryFolder(), 'results.sqlite');
});

function rows(query: string): unknown[] {
  const file = openReadonly(db);
  try {
    return file.prepare(query).all();
  } finally {
    file.close();
  }
}

const updates = `select run_id, update_index, env_step, policy_loss, value_loss from updates order by 1, 2`;

/** Stops training after so many updates. */
function stoppedAfter(count: number): Pick<RunOptions, 'signal' | 'observer'> {
  const stop = new AbortController();
  let seen = 0;
  return {
    signal: stop.signal,
    observer: {
      recorded(_, records) {
        if (records.some(({ kind }) => kind === 'update') && ++seen === count) stop.abort();
      },
    },
  };
}

describe('A study that a program runs', () => {
  test('is refused, resumed or begun anew where the file has it already', async () => {
    expect(await runStudy(study, here())).toEqual({ experiment: 1, interrupted: false });
    await expect(runStudy(study, here())).rejects.toThrow(
      /^this study is in ".*" already, as experiment 1: it is complete, see rl-bench leaderboard /,
    );
    const note = vi.fn();
    const again = { ...here(), observer: { note } };
    expect(await runStudy(study, { ...again, ifExists: 'resume' })).toEqual({
      experiment: 1,
      interrupted: false,
    });
    expect(note).toHaveBeenCalledExactlyOnceWith('experiment 1 is complete: nothing is left to train');
    expect((await runStudy(study, { ...again, ifExists: 'begin anew' })).experiment).toBe(2);
    expect(rows('select distinct status from runs')).toEqual([{ status: 'finished' }]);
    expect(rows('select count(*) as runs from runs')).toEqual([{ runs: 12 }]);
  });

  test('stops at its signal, and goes on to the same numbers', async () => {
    await runStudy({ ...study, title: 'whole' }, here());
    const whole = rows(updates);
    db = `${db}-stopped`;
    const stopped = await runStudy({ ...study, title: 'whole' }, { ...here(), ...stoppedAfter(2) });
    expect(stopped).toEqual({ experiment: 1, interrupted: true });
    expect(rows(updates).length).toBeLessThan(whole.length);
    expect(await resumeExperiment({ db, workers: 1 })).toEqual({ experiment: 1, interrupted: false });
    expect(rows(updates)).toEqual(whole);
    expect(await resumeExperiment({ db, workers: 1 })).toBeUndefined();
    expect((await verifyRun({ db, run: 1 })).differences).toEqual([]);
  });

  test('goes on on another backend, of which its runs and a note tell', async () => {
    await runStudy(study, { ...here(), ...stoppedAfter(2) });
    const note = vi.fn();
    await resumeExperiment({ db, experiment: 1, backend: 'wasm', workers: 1, observer: { note } });
    expect(note).toHaveBeenCalledWith(expect.stringMatching(/^it goes on on wasm, not cpu: /));
    expect(rows('select distinct backend from runs order by 1')).toEqual([
      { backend: 'cpu, then wasm' },
      { backend: 'wasm' },
    ]);
    // What computed in this program before computes again.
    expect(tf.getBackend()).toBe(process.env.TEST_BACKEND ?? 'cpu');
  });

  test('scores the best learning rate also beside an optimizer that has only one', async () => {
    const optimizers = ['SGD(lr=0.1)', { name: 'ADAM', lr: [0.001, 0.01] }];
    await runStudy({ ...study, optimizers, seeds: 1, tuning: { seeds: 1 } }, here());
    expect(rows('select optimizer, phase, count(*) as runs from runs group by 1, 2')).toEqual([
      { optimizer: 'ADAM', phase: 'scoring', runs: 1 },
      { optimizer: 'ADAM', phase: 'tuning', runs: 2 },
      { optimizer: 'SGD', phase: 'scoring', runs: 1 },
    ]);
    expect(await resumeExperiment({ db })).toBeUndefined();
  });

  test('begins nothing once its signal has been given', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(runStudy(study, { ...here(), signal })).rejects.toThrow('enough');
    expect(() => rows('select 1')).toThrow(UsageError);
  });

  test('belongs to one process at a time, as on the command line', async () => {
    await runStudy(study, here());
    const { lockForWriting } = await import('../../../src/store/index.ts');
    onTestFinished(await lockForWriting(db));
    await expect(runStudy({ ...study, seeds: 1 }, here())).rejects.toThrow(RunError);
  });

  test('prints nothing', async () => {
    const spies = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write'));
    await runStudy(study, here());
    await runStudy(study, here()).catch(() => undefined);
    for (const spy of spies) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });

  test.each([
    [{ workers: 0 }, 'workers must be integer (> 0), given 0'],
    [{ checkpointInterval: -1 }, 'checkpointInterval must be number (≥ 0), given -1'],
    [{ backend: 'cup' }, 'unknown backend "cup": did you mean cpu?'],
  ])('is refused with %o', async (options, message) => {
    await expect(runStudy(study, { ...here(), ...options })).rejects.toThrow(message);
    await expect(runStudy(study, { ...here(), ...options })).rejects.toThrow(UsageError);
  });

  test.each([
    [{ env: 'cartpole', optimizer: ['ADAM'] }, 'unknown key "optimizer": did you mean optimizers?'],
    [{ env: 'cartpole', optimizers: ['ADMA'] }, 'unknown optimizer "ADMA": did you mean ADAM?'],
    [
      { env: 'cartpole', optimizers: ['ADAM'], seeds: 0 },
      'seeds must be integer | auto(block=5,max=30,alpha=0.05) (> 0), given 0',
    ],
  ])('is checked like one in YAML: %o', (given, message) => {
    expect(() => planStudy(given as unknown as StudyInput)).toThrow(message);
  });
});

test('The backend of before computes again after a failure, too', async () => {
  await startBackend('cpu');
  await expect(runStudy(study, { ...here(), backend: 'wasm', db: '/' })).rejects.toThrow(UsageError);
  expect(tf.getBackend()).toBe('cpu');
});
