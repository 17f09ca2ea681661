import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  eventFileName,
  type NamedRun,
  runNames,
  safePart,
} from '../../../src/export/tensorboard/file-names.ts';

const run: NamedRun = {
  id: 7,
  env: 'point-nav',
  agent: 'reinforce(surrogate=milo)',
  optimizer: 'MILO(momentum=0.8)',
  learningRate: 0.001,
  seed: 3,
  startedAt: 1_700_000_000.7,
};

describe('runNames', () => {
  test("is CleanRL's name, with the learning rate", () => {
    expect(runNames([run])).toEqual([
      'point-nav__reinforce_surrogate=milo__MILO_momentum=0.8-lr0.001__3__1700000000',
    ]);
    expect(runNames([{ ...run, learningRate: null }])[0]).toContain('__MILO_momentum=0.8__');
  });

  test('keeps labels whole, and ends those that are too long together before a setting', () => {
    const agent = 'ppo(advantage=grpo,group_size=16,num_groups=4,clip_coef=0.1,update_epochs=4)';
    const [whole, ended] = runNames([
      { ...run, agent, optimizer: 'ADAM' },
      { ...run, agent, optimizer: `ADAM(${'betas=[0.9,0.999],eps=1e-5,'.repeat(10)})` },
    ]);
    expect(whole).toContain('clip_coef=0.1,update_epochs=4__ADAM-lr0.001__3__');
    expect(ended).toMatch(
      /update_epochs=4__ADAM_(betas=_0.9,0.999_,eps=1e-5,?)+(betas=_0.9,0.999_)?-lr0.001__3__\d+$/,
    );
  });

  test('tells apart what file systems would not', () => {
    const names = runNames([
      run,
      { ...run, id: 8 },
      { ...run, id: 9, env: 'Point-Nav' },
      { ...run, id: 10, seed: 4 },
    ]);
    expect(names.map((name) => name.endsWith(`__1700000000`))).toEqual([false, false, false, true]);
    expect(names.slice(0, 3).map((name) => name.split('__').at(-1))).toEqual(['7', '8', '9']);
  });

  test('is safe and different for whatever labels there are', () => {
    const label = fc.string({ unit: 'binary', maxLength: 300 });
    const made = fc.record({
      id: fc.nat(),
      env: label,
      agent: label,
      optimizer: label,
      learningRate: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      seed: fc.nat(),
      startedAt: fc.double({ min: 0, max: 2e9, noNaN: true }),
    });
    const runs = fc.uniqueArray(made, { selector: ({ id }) => id });
    fc.assert(
      fc.property(runs, (given) => {
        const names = runNames(given);
        for (const name of names) expect(name).toMatch(/^[A-Za-z0-9=,+-][\w.,=+-]{0,253}$/);
        expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
      }),
    );
  });
});

test('a part is never empty', () => {
  expect(['', '..', '__', '///', 'ε'].map(safePart)).toEqual(Array(5).fill('unnamed'));
});

test('an event file bears its start, the host and the run', () => {
  expect(eventFileName(run, 'my_host')).toBe('events.out.tfevents.1700000000.my_host.7.0');
});
