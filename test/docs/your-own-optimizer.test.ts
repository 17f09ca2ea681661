import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { identity, type OptimizerEntry, optimizers } from '../../src/optimizers/index.ts';
import { describeSettings } from '../../src/settings.ts';
import { openDatabase } from '../../src/store/sqlite.ts';
import { rlBench, temporaryFolder } from '../cli/command.ts';
import { advance, type Member, memberValues, populate, randomMember, start } from '../optimizers/trial.ts';
import { loadShownPlugins, shownCode } from './shown-code.ts';

/** A folder with the page's plugin in it. */
function folderWithPlugin(): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'my-optimizer.js'), shownCode('optimizer', 'plugin'));
  return folder;
}

const plugin = ['--plugin', './my-optimizer.js'];

/** Trains with the plugin on a tiny budget. @returns what it left, but for the time it took. */
function trained(seeds: readonly string[], ...args: readonly string[]) {
  const folder = folderWithPlugin();
  const small = ['--network', 'mlp(sizes=[8])', '--num-steps', '64', '--total-timesteps', '512'];
  const budget = [...small, '--evaluations', '1', '--eval-episodes', '1', '--quiet', '--seed-list', ...seeds];
  const optimizers = ['--optimizers', 'SOFTSIGN(softness=0.1)', 'CLIP(softsign)'];
  const run = rlBench(folder, '--env', 'cartpole', ...optimizers, ...budget, ...plugin, ...args);
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  const db = openDatabase(join(folder, 'runs', 'rl-bench.sqlite'), { readonly: true });
  const rows = (query: string) => db.prepare(query).all();
  const left = {
    runs: rows(`select optimizer, seed, status from runs order by id`),
    gradients: rows(
      `select optimizer, seed, update_index, layer, grad_norm, update_norm, param_norm
       from gradient_stats join runs on runs.id = run_id order by optimizer, seed, update_index, layer`,
    ),
    plugins: rows(`select config_json ->> '$.plugins' as plugins from experiments`),
    folder,
  };
  db.close();
  return left;
}

let inOneProcess: ReturnType<typeof trained> | undefined;

/** What both seeds leave, trained in one process, once. */
function trainedTogether() {
  inOneProcess ??= trained(['1', '2'], '--workers', '1');
  return inOneProcess;
}

test("The page's plugin trains in one process and in workers, with the same numbers", () => {
  const [together, inWorkers] = [trainedTogether(), trained(['1', '2'], '--workers', '2')];
  expect(together.runs).toEqual(
    ['SOFTSIGN(softness=0.1)', 'CLIP(SOFTSIGN)'].flatMap((optimizer) =>
      [1, 2].map((seed) => ({ optimizer, seed, status: 'finished' })),
    ),
  );
  expect(together.gradients.length).toBeGreaterThan(0);
  expect(inWorkers.gradients).toEqual(together.gradients);
});

test("A member trained by the page's plugin comes out the same alone and in company", () => {
  const [together, alone] = [trainedTogether(), trained(['2'])];
  const second = together.gradients.filter((row) => (row as { seed: number }).seed === 2);
  expect(alone.gradients).toEqual(second);
});

test('The plugin is kept with the experiment: its path, and a hash of what stood in it', () => {
  const { plugins, folder } = trainedTogether();
  const [{ plugins: text }] = plugins as [{ plugins: string }];
  const [kept] = JSON.parse(text) as { path: string; sha256: string }[];
  expect(kept!.path.endsWith(join(folder, 'my-optimizer.js'))).toBe(true);
  expect(kept!.sha256).toMatch(/^[0-9a-f]{64}$/);
});

test("rl-bench list documents the page's plugin", () => {
  const folder = folderWithPlugin();
  const { stdout } = rlBench(folder, 'list', 'optimizers', 'softsign', '--json', ...plugin);
  expect(JSON.parse(stdout)).toMatchObject({
    name: 'SOFTSIGN',
    settings: [{ name: 'lr', default: 0.003 }, { name: 'momentum' }, { name: 'softness', range: '> 0' }],
    facts: { routes: null, parameters: 9155, state: { perMember: 9155, perParameter: 1 } },
  });
  expect(rlBench(folder, 'list', 'optimizers', 'softsign').stderr).toContain('unknown optimizer "softsign"');
});

test("The page's file for the repository is the same optimizer", async () => {
  await loadShownPlugins('optimizer');
  const { softsign } = await loadShownFile();
  const plugin = optimizers.get('SOFTSIGN');
  expect(describeSettings(softsign!.settings)).toEqual(describeSettings(plugin.settings));

  const shapes = { 'a.kernel': [3, 2], 'a.bias': [1, 2] } as const;
  const settings = [0.1, 1].map((softness) => ({ lr: 0.1, momentum: 0.5, softness }));
  const [one, other] = [plugin, softsign!].map((entry) => {
    const optimizer = entry.create(settings, identity, [0.1, 0.1], () => identity);
    return [1, 2, 3].reduce(
      (trial, step) => advance(optimizer, trial, populate(twoMembers(shapes, step)), { step }),
      start(optimizer, twoMembers(shapes, 9)),
    );
  });
  expect([0, 1].map((member) => memberValues(other!, member))).toEqual(
    [0, 1].map((member) => memberValues(one!, member)),
  );
});

function twoMembers(shapes: Parameters<typeof randomMember>[0], seed: number): Member[] {
  return [randomMember(shapes, seed), randomMember(shapes, seed + 10)];
}

/** Runs the page's file as if it stood in `src/optimizers/`. */
async function loadShownFile(): Promise<Record<string, OptimizerEntry>> {
  const folder = temporaryFolder();
  const home = new URL('../../src/optimizers/', import.meta.url);
  const code = shownCode('optimizer', 'repository').replaceAll(
    /'(\.[^']+)'/g,
    (_, path: string) => `'${new URL(path, home).pathname}'`,
  );
  symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'softsign.ts'), code);
  return (await import(/* @vite-ignore */ join(folder, 'softsign.ts'))) as Record<string, OptimizerEntry>;
}
