import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rlBench, temporaryFolder } from './command.ts';
import { rlBenchHere } from './in-this-process.ts';
// Loaded before the tests, whose time is limited.
import '../../src/cli/commands/list.ts';

interface Listed {
  name: string;
  source: string;
  settings: { name: string; description: string }[];
  facts: Record<string, unknown>;
}

async function listed(kind: string): Promise<Listed[]> {
  return JSON.parse((await rlBenchHere(temporaryFolder(), 'list', kind, '--json')).stdout) as Listed[];
}

describe('rl-bench list', () => {
  test.each([
    [
      'envs',
      [
        'point-nav',
        'point-nav-team',
        'cartpole',
        'mountain-car',
        'mountain-car-continuous',
        'acrobot',
        'pendulum',
        'frozen-lake',
        'cliff-walking',
        'taxi',
        'minatar-breakout',
        'minatar-asterix',
        'minatar-freeway',
        'minatar-seaquest',
        'minatar-space-invaders',
        'deep-sea',
        'memory-length',
        'catch',
        'bandit',
        'cartpole-swingup',
        'lander',
        'dag-order',
        'switching',
        'gym',
        'digits',
        'spirals',
        'regression',
        'mnist',
        'cifar10',
        'text',
      ],
    ],
    [
      'agents',
      [
        'ppo',
        'reinforce',
        'grpo',
        'dr-grpo',
        'rloo',
        'bnpo',
        'dr-mas',
        'stream-ac',
        'trpo',
        'npg',
        'policy-search',
        'supervised',
        'language',
      ],
    ],
    [
      'optimizers',
      [
        ...['SGD', 'SGDP', 'SIGNSGD', 'NSGD', 'ADAGRADNORM', 'OPTIMISTIC_GD', 'OPTIMISTIC_ADAGRAD'],
        ...['ADAM', 'ADAMW', 'AMSGRAD', 'NADAM', 'RADAM', 'YOGI', 'ADAN', 'DIFFGRAD'],
        ...['ADAMP', 'LION', 'LAMB'],
        ...['ADOPT', 'ADEMAMIX', 'ADABELIEF', 'LAPROP', 'GRAMS', 'ANO', 'ADAMC', 'STABLEADAMW'],
        ...['VSGD', 'IVON', 'MARS'],
        ...['ADAGRAD', 'RMSPROP', 'ADADELTA', 'ADAFACTOR'],
        ...['UPGD', 'SHRINK_PERTURB'],
        ...['OBGD', 'ADAPTIVE_OBGD'],
        ...['ADAM_REL', 'ADAM_RESET'],
        ...['MILO', 'MILO_LW', 'NOVOGRAD', 'NOVOGRAD_LONEPATIENT', 'SINKGD', 'SWAN'],
        ...['MUON', 'NORMUON', 'MARS_M', 'ADAMUON', 'POLARGRAD', 'SCION', 'USCION', 'LANTON'],
        ...['ARO'],
        ...['KRON', 'SOAP', 'SHAMPOO', 'SPLUS', 'KL_SHAMPOO', 'KL_SOAP', 'SOPHIA', 'FIRA', 'KFAC', 'SVEN'],
        ...['SCHEDULEFREE', 'PRODIGY', 'DADAPT_ADAM', 'DADAPT_SGD', 'DOG', 'LDOG', 'DOWG', 'COCOB'],
        ...['MOMO', 'MOMO_ADAM', 'HYPERSGD', 'MADA'],
        ...['ADAFACLO', 'MULO', 'VELO', 'CELO', 'CELO_ADAM', 'CELO2', 'ELO', 'ELO_CELO2'],
        ...['OPEN'],
        ...['CLIP', 'CLIP_UPDATE', 'WEIGHT_DECAY', 'SCHEDULE', 'LIMIT_GROWTH', 'GHOSTS', 'LR_SPIKE', 'DAL'],
        ...['DIVGRAD', 'DIVLR', 'REDO'],
        ...['CAUTIOUS', 'PERPGRAD'],
        ...['SAM', 'ASAM'],
        ...[
          'MARS_CORRECTION',
          'SARAH',
          'LOOKAHEAD',
          'EMA',
          'POLYAK',
          'HYPER',
          'TRAC',
          'MECHANIC',
          'HYPERBALL',
        ],
        ...['RELATIVE_UPDATE', 'RADIAL_BRAKE'],
        'SPLIT',
      ],
    ],
    ['networks', ['mlp', 'milo-residual', 'stream-mlp', 'transformer', 'conv', 'conv-residual']],
  ])('%s --json names each with its source and settings', async (kind, names) => {
    const entries = await listed(kind);
    expect(entries.map(({ name }) => name)).toEqual(names);
    for (const { source, settings } of entries) {
      expect(source).not.toBe('');
      expect(settings.every(({ description }) => description !== '')).toBe(true);
    }
  });

  test('envs --json knows spaces, limits and thresholds, the unbounded ones included', async () => {
    const { facts } = (await listed('envs')).find(({ name }) => name === 'cartpole')!;
    expect(facts).toMatchObject({
      actionSpace: { kind: 'discrete', n: 2 },
      maxEpisodeSteps: 500,
      rewardThreshold: 475,
      observationSpace: { high: [expect.any(Number), 'inf', expect.any(Number), 'inf'] },
    });
  });

  test('envs tells how many agents share an environment', async () => {
    const agents = (await listed('envs')).map(({ name, facts }) => [name, facts.agents]);
    expect(Object.fromEntries(agents)).toMatchObject({ 'point-nav': 1, 'point-nav-team': 3 });
  });

  test.each([
    ['list', 'optimizers'],
    ['list', 'optimizers', 'milo'],
    ['list', 'optimizers', 'limit_growth'],
    ['list', 'optimizers', 'muon'],
    ['list', 'envs', 'CartPole-v1'],
    ['list', 'envs', 'point-nav-team'],
    ['list', 'agents', 'dr-mas'],
  ])('%s %s %s fits 80 columns', async (...args) => {
    const { status, stdout } = await rlBenchHere(temporaryFolder(), ...args.filter(Boolean));
    expect(status).toBe(0);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('optimizers --json knows the memory of each for the default networks, and how wrappers are written', async () => {
    const facts = Object.fromEntries((await listed('optimizers')).map(({ name, facts }) => [name, facts]));
    const task = { env: 'cartpole', agent: 'ppo', network: 'mlp' };
    expect(facts.ADAM).toEqual({
      task,
      equation: expect.arrayContaining(['m ← β₁m + (1 - β₁)g']),
      recordedRates: expect.objectContaining({ cartpole: { ppo: 0.003, reinforce: 0.003 } }),
      parameters: 9155,
      routes: null,
      state: { perMember: 2 * 9155, perParameter: 2 },
    });
    expect(facts.NOVOGRAD!.state).toEqual({ perMember: 9155 + 24, perParameter: 9179 / 9155 });
    expect(facts.MULO).toMatchObject({ unknown: expect.any(String), state: { parameters: 9155 } });
    expect(facts.VELO).not.toHaveProperty('state');
    expect(facts.LIMIT_GROWTH).toMatchObject({ usage: 'LIMIT_GROWTH(ADAM)', state: { perMember: 12 } });
  });

  test('optimizers shows wrappers by themselves', async () => {
    const { stdout } = await rlBenchHere(temporaryFolder(), 'list', 'optimizers');
    const parts = stdout.split('\n\n');
    expect(parts.at(-2)).toBe('Around another optimizer, as in CLIP(SGD):');
    expect(parts.at(-1)).toMatch(/^CLIP +clips/);
    expect(parts.slice(0, -1).join('\n')).not.toMatch(/^CLIP/m);
  });

  test('optimizers shows families together', async () => {
    const { stdout } = await rlBenchHere(temporaryFolder(), 'list', 'optimizers');
    expect(stdout).toMatch(/^gradient descent:\n\nSGD /);
    expect(stdout).toMatch(/^made for roll-outs:\n\nADAM_REL .*^ADAM_RESET .*\n\n/ms);
    expect((await rlBenchHere(temporaryFolder(), 'list', 'networks')).stdout).toMatch(/^mlp /);
  });

  test('takes the name of anything, or several, and the kind in the singular', async () => {
    const list = async (...args: string[]) => (await rlBenchHere(temporaryFolder(), 'list', ...args)).stdout;
    expect(await list('adam')).toMatch(/^ADAM\n/);
    expect(await list('ADAM(lr=1)')).toBe(await list('optimizer', 'ADAM'));
    expect(await list('ppo', 'CartPole-v1')).toMatch(/^ppo\n.*^cartpole, CartPole-v1\n/ms);
    const names = (JSON.parse(await list('ppo', 'himmelblau', '--json')) as Listed[]).map(({ name }) => name);
    expect(names).toEqual(['ppo', 'himmelblau']);
  });

  test('--search finds what has all words in its name, summary, source or settings, and says where', async () => {
    const found = async (...args: string[]) => {
      const said = await rlBenchHere(temporaryFolder(), 'list', ...args, '--json');
      const kinds = Object.entries(JSON.parse(said.stdout) as Record<string, Listed[]>);
      return Object.fromEntries(kinds.map(([kind, all]) => [kind, all.map(({ name }) => name)]));
    };
    expect((await found('optimizers', '--search', 'SIGN')).optimizers).toContain('LION');
    expect((await found('--search', 'decoupled adam')).optimizers).toContain('ADAMW');
    expect((await found('--search', 'clip_vloss')).agents).toEqual(['ppo']);
    const text = await rlBenchHere(temporaryFolder(), 'list', '--search', 'hyper');
    expect(text.stdout).toMatch(/^optimizers:\n\n.*^HYPERSGD .*^Around another.*^HYPER /ms);
  });

  test('--search with nothing to find, or of one thing, is refused', async () => {
    const refused = async (...args: string[]) => {
      const { status, stderr } = await rlBenchHere(temporaryFolder(), 'list', ...args);
      expect(status).toBe(2);
      return stderr;
    };
    expect(await refused('--search', 'nothing of that')).toMatch(
      /^rl-bench: nothing has "nothing of that" in/,
    );
    expect(await refused('ADAM', '--search', 'lr')).toMatch(
      /^rl-bench: --search looks .* given "ADAM"; leave/,
    );
  });

  test('an optimizer is shown with its equation and what its symbols mean', async () => {
    const { stdout } = await rlBenchHere(temporaryFolder(), 'list', 'SIGNSGD');
    expect(stdout).toMatch(/^An update:\n\n {2}m ← μm \+ \(1 - μ\)g\n.*^η +the learning rate: lr times/ms);
    expect((await rlBenchHere(temporaryFolder(), 'list', 'ppo')).stdout).not.toContain('An update:');
  });

  test('optimizers --pages writes a page about each, and refuses to be about anything else', async () => {
    const folder = temporaryFolder();
    expect((await rlBenchHere(folder, 'list', 'optimizers', '--pages', 'pages')).stdout).toBe('');
    const files = readdirSync(join(folder, 'pages'));
    expect(files).toHaveLength(1 + (await listed('optimizers')).length);
    expect(readFileSync(join(folder, 'pages', 'ADAM.md'), 'utf8')).toMatch(/^# ADAM\n.*^## Settings$/ms);
    for (const other of [['envs'], [], ['optimizers', '--json'], ['optimizers', 'ADAM']]) {
      const { status, stderr } = await rlBenchHere(folder, 'list', ...other, '--pages', 'pages');
      expect(status).toBe(2);
      expect(stderr).toMatch(/^rl-bench: --pages is about all optimizers or all search rules; write /);
    }
    writeFileSync(join(folder, 'pages', 'costs.json'), '{}');
    const { status, stderr } = await rlBenchHere(folder, 'list', 'optimizers', '--pages', 'pages');
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/^rl-bench: pages.costs\.json is not what rl-bench bench .* says: [^\n]*\n$/),
    ]);
  });

  test('search-rules --pages writes a page about each', async () => {
    const folder = temporaryFolder();
    expect((await rlBenchHere(folder, 'list', 'search-rules', '--pages', 'pages')).stdout).toBe('');
    expect(readdirSync(join(folder, 'pages'))).toHaveLength(1 + (await listed('search-rules')).length);
    const page = readFileSync(join(folder, 'pages', 'CMAES.md'), 'utf8');
    expect(page).toMatch(/^# CMAES\n.*^## Update$.*^## Settings$/ms);
  });

  test('a search rule is shown with its equation in the words of search rules', async () => {
    const { stdout } = await rlBenchHere(temporaryFolder(), 'list', 'OPENES');
    expect(stdout).toMatch(/^η +the learning rate: lr at first$/m);
  });

  test('without a word names everything there is', async () => {
    const { status, stdout } = rlBench(temporaryFolder(), 'list');
    expect(status).toBe(0);
    for (const name of ['pendulum', 'dr-mas', 'LANTON', 'milo-residual', 'bilinear'])
      expect(stdout).toContain(name);
  });

  test('what is not there is refused with what is', async () => {
    const { status, stderr } = await rlBenchHere(temporaryFolder(), 'list', 'optimisers');
    expect(status).toBe(2);
    expect(stderr).toMatch(/envs, agents, optimizers, networks/);
  });
});
