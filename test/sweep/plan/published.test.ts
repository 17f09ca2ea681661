import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../src/errors.ts';
import { newestOf } from '../../../src/store/index.ts';
import { fingerprint } from '../../../src/sweep/plan/fingerprint.ts';
import { planSweep, type SweepPlan } from '../../../src/sweep/plan/plan.ts';
import { createExperiment } from '../../../src/sweep/run/experiment.ts';
import { givePublished } from '../../../src/sweep/run/give-published.ts';
import { configOf } from '../../../src/sweep/run/saved-config.ts';
import { laidOver } from '../../../src/sweep/study/overlay.ts';
import type { Study } from '../../../src/sweep/study/study.ts';
import { parseStudy, readStudy } from '../../../src/sweep/study/study-file.ts';
import { newStore } from '../../store/new-store.ts';
import { whatIsPlanned } from './what-is-planned.ts';

/** Published values begin in line 6. */
function study(...values: readonly string[]): string {
  return [
    'env: cartpole',
    'optimizers: [ADAM, "SGD(momentum=0.9,nesterov=true)"]',
    'published:',
    '  { source: "Somebody 2024", runs: 5, values: {',
    '',
    ...values.map((line) => `    ${line}`),
    '  } }',
  ].join('\n');
}

function planOf(text: string, flags: Partial<Study> = {}, agentFlags = {}): SweepPlan {
  const { study, origin } = laidOver(parseStudy(text, 'x.yaml'), flags);
  return planSweep(study, agentFlags, origin);
}

function complaint(text: string): string {
  try {
    planOf(text);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as UsageError).message;
  }
  return 'nothing is wrong';
}

const fine = study('ADAM: { episode_return: -3, success_rate: 0.5, seconds: 7 }');

describe('published numbers', () => {
  test('belong to the optimizers of the study, whatever the case and the order of their settings', () => {
    const { published } = planOf(
      study('"sgd(nesterov=true,momentum=0.9)": { success_rate: 1 },', 'adam: { seconds: 2.5 }'),
    );
    expect(published).toEqual({
      source: 'Somebody 2024',
      runs: 5,
      values: { 'SGD(momentum=0.9,nesterov=true)': { success_rate: 1 }, ADAM: { seconds: 2.5 } },
    });
  });

  test('do not change what is trained, nor the fingerprint', () => {
    const { published, ...without } = whatIsPlanned(planOf(fine));
    expect(published).toBeDefined();
    const bare = planOf('env: cartpole\noptimizers: [ADAM, "SGD(momentum=0.9,nesterov=true)"]');
    expect(without).toEqual(whatIsPlanned(bare));
    expect(fingerprint(planOf(fine))).toBe(fingerprint(bare));
  });

  test.each<[string, string, number, RegExp]>([
    ['an optimizer that nobody knows', study('ADAMM: { seconds: 1 }'), 6, /unknown optimizer "ADAMM"/],
    [
      'one that the study has not',
      study('ADAM: { seconds: 1 },', 'SGD: { seconds: 1 }'),
      7,
      /^the study has no optimizer SGD \(it has ADAM, SGD\(momentum=0.9,nesterov=true\)\)$/,
    ],
    [
      'a learning rate among the settings',
      study('"ADAM(lr=0.1)": { seconds: 1 }'),
      6,
      /^the study has no optimizer ADAM\(lr=0.1\)/,
    ],
    ['one twice', study('ADAM: { seconds: 1 },', 'adam: { seconds: 1 }'), 7, /names ADAM twice/],
    [
      'a metric that nobody knows',
      study('ADAM: { episode_retrun: 1 }'),
      6,
      /^unknown key "episode_retrun": did you mean episode_return\?$/,
    ],
    [
      'a share beyond 1',
      study('ADAM: { success_rate: 60 }'),
      6,
      /^success_rate must be number \(0 ≤ x ≤ 1\), given 60$/,
    ],
    ['no time at all', study('ADAM: { seconds: 0 }'), 6, /^seconds must be number \(> 0\), given 0$/],
    [
      'text for a number',
      study('ADAM: { seconds: fast }'),
      6,
      /^seconds must be number \(> 0\), given "fast"$/,
    ],
    ['no optimizer', study(''), 4, /^values names no optimizer$/],
    ['no number of runs', fine.replace('runs: 5, ', ''), 3, /^runs is missing$/],
    [
      'several tasks',
      fine.replace('env: cartpole', 'envs: [cartpole, acrobot]'),
      3,
      /^published numbers are of one environment and agent, and the study has 2/,
    ],
  ])('are refused in one line for %s', (_, text, line, message) => {
    const [place, ...rest] = complaint(text).split(/(?<=^x\.yaml:\d+): /);
    expect(place).toBe(`x.yaml:${line}`);
    expect(rest.join('')).toMatch(message);
    expect(rest.join('')).not.toContain('\n');
  });

  test('stay with flags that change how often it is trained, and with which optimizers', () => {
    expect(planOf(fine, { seeds: 2, title: 'mine' }).published).toEqual(planOf(fine).published);
    expect(planOf(fine, { optimizers: ['ADAM', 'MILO'] }).published).toEqual(planOf(fine).published);
    expect(planOf(fine, { optimizers: ['MILO'] }).published).toBeUndefined();
  });

  test.each<[string, Partial<Study>]>([
    ['environment', { env: 'acrobot' }],
    ['agent', { agents: ['reinforce'] }],
    ['network', { network: 'mlp(sizes=[8])' }],
    ['budget', { total_timesteps: 4096 }],
  ])('are left out where a flag asks for another %s', (_, flags) => {
    expect(planOf(fine, flags).published).toBeUndefined();
  });

  test('are left out where a flag changes the agent', () => {
    expect(planOf(fine, {}, { clip_coef: 0.3 }).published).toBeUndefined();
  });

  test('of MILO stand in the studies that do its experiment again', () => {
    for (const name of ['milo-rl-fixed', 'milo-rl-random']) {
      const { study, origin } = readStudy(name);
      const { published, populations } = planSweep(study, {}, origin);
      expect(Object.keys(published!.values)).toEqual(populations.map(({ label }) => label));
    }
  });
});

describe('in the results file', () => {
  const settings = { backend: 'cpu', plugins: [], command: 'rl-bench sweep x.yaml' };
  const plan = planOf(fine, { seeds: 1 });
  const { published: _, ...bare } = plan;

  test('they stand in the configuration', () => {
    const store = newStore();
    createExperiment(store, plan, { ...settings, fingerprint: fingerprint(plan) });
    expect(configOf(newestOf(store.db, fingerprint(bare))!).published).toEqual(plan.published);
  });

  test('they can be given to an experiment that was begun without them', () => {
    const store = newStore();
    createExperiment(store, bare, { ...settings, fingerprint: fingerprint(bare) });
    const found = () => newestOf(store.db, fingerprint(plan))!;
    expect(givePublished(store, found(), bare)).toEqual(found());
    const given = givePublished(store, found(), plan);
    expect(given).toEqual(found());
    expect(configOf(found())).toEqual({ ...plan, backend: 'cpu', plugins: [] });
    // A flag that leaves them out takes none away.
    expect(configOf(givePublished(store, found(), bare)).published).toEqual(plan.published);
  });
});
