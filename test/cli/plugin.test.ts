import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { rlBench, rlBenchWith, temporaryFolder } from './command.ts';
import { rlBenchHere } from './in-this-process.ts';

/** A folder with plugin files. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** An optimizer with everything, but for what is said otherwise. */
const entry = (changes: string) =>
  `export default ({ optimizers, identity, z }) => optimizers.register({ name: 'X', summary: 's', source: 's', ` +
  `settings: z.object({}), memory: () => 0, create: () => identity, ${changes} });`;

describe('--plugin', () => {
  test('brings optimizers to be listed, with what treats which parameters', () => {
    const folder = folderWith({
      'two-rules.js': `
        export default ({ defineOptimizer, makeOptimizer, optimizers, parameterRoles, partition, z }) => {
          const choose = (parameters) => {
            const roles = parameterRoles(parameters);
            const rule = ({ name }) => [name, roles[name] === 'hidden' ? 'SGD' : 'ADAM'];
            return Object.fromEntries(parameters.map(rule));
          };
          optimizers.register(defineOptimizer({
            name: 'TWO_RULES', summary: 'SGD inside, Adam outside', source: 'a test', settings: z.object({}),
            memory: () => 0,
            create: () => partition({ SGD: makeOptimizer('SGD'), ADAM: makeOptimizer('ADAM') }, choose),
          }));
        };`,
    });
    const list = ['list', 'optimizers', 'two_rules', '--plugin', 'two-rules.js'];
    const { stdout, stderr } = rlBench(folder, ...list);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/parameters +ADAM: actor\.0\.kernel, actor\.0\.bias, actor\.1\.bias,/);
    expect(stdout).toMatch(/\n +SGD: actor\.1\.kernel, critic\.1\.kernel\n/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    const { facts } = JSON.parse(rlBench(folder, ...list, '--json').stdout) as {
      facts: { routes: Record<string, string[]> };
    };
    expect(facts.routes.SGD).toEqual(['actor.1.kernel', 'critic.1.kernel']);
  });

  test('brings agents whose settings have flags, environments and networks; may be repeated', () => {
    const folder = folderWith({
      'agent.mjs': `
        export default async ({ agents, z }) => {
          const { settings, ...reinforce } = agents.get('reinforce');
          const courage = z.number().min(0).default(1).describe('of the agent');
          agents.register({ ...reinforce, name: 'brave', settings: settings.extend({ courage }) });
        };`,
      'world.cjs': `
        module.exports = ({ environments, networks }) => {
          environments.register({ ...environments.get('cartpole'), name: 'poles', aliases: [] });
          networks.register({ ...networks.get('mlp'), name: 'brain' });
        };`,
    });
    const run = ['--env', 'poles', '--agent', 'brave', '--network', 'brain', '--optimizers', 'SGD'];
    const budget = ['--seeds', '1', '--total-timesteps', '100', '--eval-episodes', '1', '--quiet', '--json'];
    const plugins = ['--plugin', 'agent.mjs', '--plugin=world.cjs'];
    const { status, stdout, stderr } = rlBench(folder, ...run, '--courage', '2', ...budget, ...plugins);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([{ env: 'poles', agent: 'brave(courage=2)' }]);
    expect(rlBench(folder, ...run, '--courage', '-1', ...plugins).stderr).toMatch(
      /^rl-bench: brave: courage must be number \(≥ 0\), given -1\n$/,
    );
  });

  test('is handed what the installed package exports, not a copy of it', () => {
    const folder = folderWith({
      'x.mjs': `
        import { optimizers, tf } from 'rl-bench';
        import { makeEnv } from 'rl-bench/envs';
        export default (rlBench) => {
          const same = rlBench.optimizers === optimizers && rlBench.tf.Tensor === tf.Tensor;
          if (!same || rlBench.makeEnv !== makeEnv) throw new Error('two copies');
          optimizers.register({ ...optimizers.get('SGD'), name: 'X' });
        };`,
    });
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(fileURLToPath(new URL('../..', import.meta.url)), join(folder, 'node_modules', 'rl-bench'));
    const { stdout, stderr } = rlBench(folder, 'list', 'optimizers', 'X', '--plugin', 'x.mjs');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^X\n/);
  });

  test('may come from RL_BENCH_PLUGIN', () => {
    const folder = folderWith({ 'x.js': entry('') });
    const variables = { RL_BENCH_PLUGIN: './x.js' };
    expect(rlBenchWith(variables, folder, 'list', 'optimizers', 'X').stdout).toMatch(/^X\n/);
  });

  test.each<[string, string, string, RegExp]>([
    ['a file that is not there', 'y.js', '', /"y\.js" cannot be read: there is no such file/],
    ['a folder', 'folder', '', /"folder" cannot be read: it is a folder/],
    ['an error', 'x.js', 'export default (a) => {\n  a.b.c();\n}', /TypeError: .*'c'\) \(line 2\)$/],
    ['a missing import', 'x.mjs', "import 'nowhere';", /Cannot find package 'nowhere'/],
    ['no default export', 'x.js', 'export const x = 1;', /it exports no function by default; write: export/],
    ['a default export that is no function', 'x.js', 'export default {};', /it exports no function/],
    ['a name that is taken', 'x.js', entry("name: 'adam'"), /optimizer "adam" is registered already/],
    ['an impossible name', 'x.js', entry("name: 'A(B)'"), /is made of letters.*given A\(B\)$/],
    ['no summary', 'x.js', entry('summary: undefined'), /"X" has no summary; give it a line of text$/],
    [
      'settings of no schema',
      'x.js',
      entry('settings: { lr: 1 }'),
      /"X" has no settings; give it a z\.object/,
    ],
    ['no memory', 'x.js', entry('memory: undefined'), /"X" has no memory; give it a function$/],
  ])('%s: one line, exit code 2', async (_, path, text, message) => {
    const folder = folderWith(text === '' ? {} : { [path]: text });
    mkdirSync(join(folder, 'folder'));
    const { status, stdout, stderr } = await rlBenchHere(folder, 'list', 'optimizers', '--plugin', path);
    expect(stderr).toMatch(/^rl-bench: plugin "[^\n]+\n$/);
    expect(stderr.trimEnd()).toMatch(message);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  test('a syntax error: one line, exit code 2', () => {
    const folder = folderWith({ 'x.js': 'export default () => {' });
    const { status, stdout, stderr } = rlBench(folder, 'list', 'optimizers', '--plugin', 'x.js');
    expect(stderr).toMatch(/^rl-bench: plugin "[^\n]+SyntaxError: .*; "node x\.js" shows where\n$/);
    expect([stdout, status]).toEqual(['', 2]);
  });

  test.each([
    [['--plugin', 'x.js', '--plugin', './x.js'], 'plugin "./x.js" is given twice; name each file once'],
    [['--plugin'], '--plugin takes the path of a JavaScript file, given none'],
  ])('refuses %j', async (args, message) => {
    const { status, stderr } = await rlBenchHere(
      folderWith({ 'x.js': entry('') }),
      'list',
      'optimizers',
      ...args,
    );
    expect(stderr).toBe(`rl-bench: ${message}\n`);
    expect(status).toBe(2);
  });

  test('that answers with a promise which is rejected is told of in lines, not in a stack trace', () => {
    const update = "create: () => ({ ...identity, update: async () => { throw new Error('later'); } })";
    const run = '--env cartpole --optimizers X --seeds 1 --total-timesteps 64 --num-envs 2 --num-steps 16';
    const folder = folderWith({ 'x.js': entry(update) });
    const { status, stderr } = rlBench(folder, ...run.split(' '), '--quiet', '--plugin', 'x.js');
    expect(stderr).toContain('must return { updates, state }; given a promise');
    expect(stderr).toMatch(
      /nobody waits for a promise that was rejected: .*x\.js": Error: later \(line 1\)\n/,
    );
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(status).toBe(2);
  });
});
