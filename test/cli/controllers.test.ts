import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rlBench, temporaryFolder } from './command.ts';
import { rlBenchHere } from './in-this-process.ts';

/** A controller and a diagnostic, as a user would write them. */
const plugin = `
export default ({ controllers, diagnostics, z }) => {
  controllers.register({
    name: 'halving', summary: 'halves the learning rate every so many updates', source: 'a test',
    settings: z.object({ every: z.int().positive().default(2).describe('updates between two halvings') }),
    decides: ['learningRateFactor'],
    create: ({ every }) => {
      const answer = (updates) => ({
        state: updates,
        decision: { learningRateFactor: 0.5 ** Math.floor(updates / every) },
        report: { updates },
      });
      return { init: () => answer(0), observe: (_, updates) => answer(updates + 1) };
    },
  });
  diagnostics.register({
    name: 'signal', summary: 'mean over deviation of the gradient', source: 'a test', settings: z.object({}),
    create: () => ({
      init: () => null,
      observe: ({ layers }, state) => ({ state, report: { ratio: Math.abs(layers[''].gradMean) / layers[''].gradStd } }),
    }),
  });
};`;

const small = [
  '--total-timesteps',
  '512',
  '--num-steps',
  '32',
  '--network',
  'mlp(sizes=[8])',
  '--seeds',
  '2',
  '--evaluations',
  '1',
  '--eval-episodes',
  '1',
  '--quiet',
];

test('a plugin adds a controller and a diagnostic, which are in the file, in exports, in the report and in list', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'mine.mjs'), plugin);
  const mine = ['--plugin', 'mine.mjs'];
  const run = rlBench(
    folder,
    ...['--env', 'cartpole', '--optimizers', 'ADAM', '--controllers', 'halving(every=1)'],
    ...['--diagnostics', 'signal', ...small, '--json', ...mine],
  );
  expect(run.stderr).toBe('');
  const controlled = { optimizer: 'CONTROLLED(ADAM,by=halving(every=1))' };
  expect(JSON.parse(run.stdout)).toMatchObject([controlled, controlled]);

  const sql = `select source, quantity, value, (select count(*) from measurements where source = 'signal') as signals,
    json_extract(hyperparameters_json, '$.controllers[0].settings.every') as every
    from measurements join runs on runs.id = run_id
    where run_id = 1 and update_index = 2 and source <> 'signal' order by source, quantity`;
  const rest = { signals: 8, every: 1 };
  expect(JSON.parse((await rlBenchHere(folder, 'sql', sql, '--json')).stdout)).toEqual([
    { source: 'controllers', quantity: 'learning_rate_factor', value: 0.5, ...rest },
    { source: 'halving', quantity: 'learning_rate_factor', value: 0.25, ...rest },
    { source: 'halving', quantity: 'updates', value: 2, ...rest },
  ]);

  expect((await rlBenchHere(folder, 'export', '--format', 'csv', '--out', 'tables')).status).toBe(0);
  const exported = readFileSync(join(folder, 'tables', 'measurements.csv'), 'utf8');
  expect(exported).toMatch(/,halving,learning_rate_factor,/);
  expect(exported).toMatch(/,signal,ratio,/);
  expect(rlBench(folder, 'report', '--out', 'page.html', ...mine).status).toBe(0);
  expect(readFileSync(join(folder, 'page.html'), 'utf8')).toContain('Learning rates under control');

  const listed = rlBench(folder, 'list', 'halving', 'signal', ...mine).stdout;
  expect(listed).toMatch(/decides +learning_rate_factor\n/);
  expect(listed).toMatch(/what it is +mean over deviation of the gradient\n/);
  expect(rlBench(folder, 'verify', '2', ...mine).status).toBe(0);
});

test('a study trains with and without controllers, and over grids of their settings', async () => {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, 'study.yaml'),
    'env: cartpole\noptimizers: [ADAM]\ncontrollers: [[], [{ name: kl_adaptive, target: [0.01, 0.02] }, plateau]]\n',
  );
  const { stdout } = await rlBenchHere(folder, '--config', 'study.yaml', ...small, '--json');
  const optimizers = (JSON.parse(stdout) as { optimizer: string }[]).map(({ optimizer }) => optimizer);
  expect([...new Set(optimizers)].sort()).toEqual([
    'ADAM',
    'CONTROLLED(ADAM,by=[kl_adaptive(target=0.01),plateau])',
    'CONTROLLED(ADAM,by=[kl_adaptive(target=0.02),plateau])',
  ]);
  const named = 'CONTROLLED(ADAM,by=[kl_adaptive(target=0.01),plateau])';
  expect((await rlBenchHere(folder, 'compare', '--optimizers', 'ADAM', named)).status).toBe(0);
});

test.each([
  [
    ['--controllers', 'kl_adaptiv'],
    'unknown controller "kl_adaptiv": did you mean kl_adaptive? (known: plateau, kl_adaptive, adadagrad)',
  ],
  [
    ['--diagnostics', 'update_ratio', 'update_ratio'],
    'update_ratio is asked for twice; name each diagnostic once',
  ],
  [
    ['--controllers', 'plateau(quantity=x.y)'],
    'controller "plateau" looks at x.y, which nobody measures; name the diagnostic with --diagnostics x',
  ],
])('%j is refused in one line', async (flags, said) => {
  const { status, stderr } = await rlBenchHere(
    temporaryFolder(),
    '--env',
    'cartpole',
    '--optimizers',
    'ADAM',
    ...flags,
  );
  expect([status, stderr]).toEqual([2, `rl-bench: ${said}\n`]);
});
