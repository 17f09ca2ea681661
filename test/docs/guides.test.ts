import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { makeEnv, stepResult } from '../../envs/index.ts';
import { RandomStream } from '../../src/random.ts';
import { openDatabase } from '../../src/store/sqlite.ts';
import { rlBench, temporaryFolder } from '../cli/command.ts';
import { recordsOf, recordsOfMember, smallPlan } from '../training/small-plan.ts';
import { loadShownPlugins, writePlugin } from './shown-code.ts';

const parts = ['environment', 'agent', 'network'] as const;

describe('What the pages show', () => {
  beforeAll(() => loadShownPlugins(...parts));

  const plan = (seeds: readonly number[]) =>
    smallPlan({
      ...{ env: 'rail(max_episode_steps=20)', agent: 'a2c(num_envs=2)', network: 'gated(units=4)' },
      seeds,
    });

  test('trains, and a member comes out the same alone and in company', async () => {
    const together = await recordsOf(plan([1, 2]));
    const own = recordsOfMember(together, 1);
    expect(own).toEqual(await recordsOf(plan([2])));
    expect(own.filter(({ kind }) => kind === 'update')).toHaveLength(4);
    expect(own.at(-1)).toMatchObject({ kind: 'end', status: 'finished' });
  });

  test('is an environment in which a cart that is pushed right arrives', () => {
    const env = makeEnv('rail', { size: 2 });
    env.reset([RandomStream.of(1), RandomStream.of(2)]);
    const out = stepResult(env);
    let steps = 0;
    do env.step(Int32Array.of(1, 0), out);
    while (++steps < 100 && !out.terminated[0]);
    expect([...out.success]).toEqual([1, 0]);
    expect([...out.rewards]).toEqual([1, -0.001]);
    expect(steps).toBeLessThan(10);
  });
});

test('What the pages show is found in the list and in the results file, by the command', () => {
  const folder = temporaryFolder();
  const plugins = parts.flatMap((guide) => ['--plugin', writePlugin(folder, guide)]);
  const named = ['--env', 'rail', '--agent', 'a2c(num_envs=2)', '--network', 'gated(units=4)'];
  const budget = ['--seeds', '1', '--total-timesteps', '64', '--eval-episodes', '1', '--quiet'];
  const run = rlBench(folder, ...named, '--optimizers', 'ADAM', ...budget, ...plugins);
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  const db = openDatabase(`${folder}/runs/rl-bench.sqlite`, { readonly: true });
  onTestFinished(() => void db.close());
  const layers = db.prepare(`select distinct layer from gradient_stats where layer like '%gate%'`);
  expect(layers.pluck().all()).toEqual([
    'actor.gate.kernel',
    'actor.gate.bias',
    'critic.gate.kernel',
    'critic.gate.bias',
  ]);
  const terms = db.prepare('select source, quantity, count(*) as updates from measurements');
  expect(terms.all()).toEqual([{ source: 'a2c', quantity: 'meanValue', updates: 2 }]);

  const listed = rlBench(folder, 'list', ...plugins).stdout;
  for (const name of ['rail', 'a2c', 'gated']) expect(listed).toMatch(new RegExp(`\\b${name}\\b`));
});

test('The search rule that a page shows searches, and is found in the list', async () => {
  await loadShownPlugins('search-rule');
  const plan = (seeds: readonly number[]) =>
    smallPlan({
      ...{ agent: 'policy-search', optimizers: ['RANDOM_SEARCH(population=3)'], network: 'mlp(sizes=[])' },
      ...{ totalTimesteps: 2000, seeds },
    });
  const own = recordsOfMember(await recordsOf(plan([1, 2])), 1);
  expect(own).toEqual(await recordsOf(plan([2])));
  const best = own.flatMap((each) =>
    each.kind === 'measurement' && each.quantity === 'best_fitness' ? [each.value] : [],
  );
  expect(best).toEqual([...best].sort((a, b) => a - b));
  expect(best.at(-1)).toBeGreaterThan(best[0]!);

  const folder = temporaryFolder();
  const plugin = ['--plugin', writePlugin(folder, 'search-rule')];
  expect(rlBench(folder, 'list', 'RANDOM_SEARCH', ...plugin).stdout).toMatch(/has no learning rate/);
  const flags = ['--optimizers', 'RANDOM_SEARCH', '--learning-rates', '0.1', '--seeds', '1', ...plugin];
  const refused = rlBench(folder, '--env', 'cartpole', '--agent', 'policy-search', ...flags);
  expect(refused.status).toBe(2);
  expect(refused.stderr).toMatch(/^rl-bench: RANDOM_SEARCH has no learning rate.*RANDOM_SEARCH\(sigma=0.1\)/);
});
