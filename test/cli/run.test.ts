import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/store/sqlite.ts';
import { interrupted, rlBench, started, temporaryFolder } from './command.ts';
import { rlBenchHere, rlBenchHereWith } from './in-this-process.ts';
// Loaded before the tests, whose time is limited.
import '../../src/cli/commands/run.ts';

/** The main job with a smaller budget, and episodes that end within it. */
const small = [
  ...['--env', 'point-nav(max_episode_steps=100)', '--optimizers', 'MILO', 'ADAMW'],
  ...['--total-timesteps', '1024', '--num-steps', '64', '--eval-episodes', '2'],
];
/** One update, wherever it leads. */
const shortest = [
  ...['--total-timesteps', '512', '--network', 'mlp(sizes=[8])'],
  ...['--evaluations', '1', '--eval-episodes', '1'],
];
const database = join('runs', 'rl-bench.sqlite');

/** Answers of the results file in a folder. */
function ask(folder: string, question: string): unknown[] {
  const db = openDatabase(join(folder, database), { readonly: true });
  try {
    return db.prepare(question).all();
  } finally {
    db.close();
  }
}

describe('rl-bench run', () => {
  test('the main job leaves finished runs with everything that happened in them, and prints the table', () => {
    const folder = temporaryFolder();
    const { status, stdout, stderr } = rlBench(folder, ...small);
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('optimizer');
    expect(stdout).toContain(database);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(ask(folder, 'select status, count(*) n from runs group by status')).toEqual([
      { status: 'finished', n: 20 },
    ]);
    const counts = `select optimizer, seed, (select count(*) from updates where run_id = runs.id) updates,
      (select count(*) from evaluations where run_id = runs.id) evaluations,
      (select count(distinct layer) from gradient_stats where run_id = runs.id) layers,
      (select count(*) from gradient_stats where run_id = runs.id) gradients from runs`;
    for (const row of ask(folder, counts)) {
      expect(row).toMatchObject({ updates: 2, evaluations: 3, layers: 14, gradients: 28 });
    }
    expect(ask(folder, 'select count(*) > 0 as some from episodes')).toEqual([{ some: 1 }]);
  });

  test('the same command twice gives the same episodes and updates, time aside', async () => {
    const command = [...small, '--seeds', '1', '--quiet'];
    const folders = [temporaryFolder(), temporaryFolder()] as const;
    expect(rlBench(folders[0], ...command).status).toBe(0);
    expect((await rlBenchHere(folders[1], ...command)).status).toBe(0);
    const tables = folders.map((folder) => {
      return [
        ask(
          folder,
          'select run_id, episode, env_step, "return", length, success from episodes order by 1, 2',
        ),
        ask(folder, 'select * from updates order by 1, 2').map((row) => ({ ...(row as object), wall_s: 0 })),
      ];
    });
    expect(tables[0]).toEqual(tables[1]);
    for (const rows of tables[0]!) expect(rows.length).toBeGreaterThan(0);
  });

  test('--json prints the scores and nothing else on stdout; --quiet nothing on stderr', async () => {
    const two = ['--env', 'cartpole', '--optimizers', 'ADAM', 'SGD', '--seeds', '1', ...shortest];
    const { stdout, stderr } = await rlBenchHere(temporaryFolder(), ...two, '--json', '--quiet');
    expect(JSON.parse(stdout)).toHaveLength(2);
    expect(stderr).toBe('');
  });

  test('learning rates and seeds span the runs; the label leaves the learning rate out', async () => {
    const folder = temporaryFolder();
    const args = [
      '--env',
      'CartPole-v1',
      '--optimizers',
      'ADAM(eps=1e-8)',
      'SGD(lr=0.1)',
      '--seed-list',
      '3',
      '8',
    ];
    const { status, stderr } = await rlBenchHere(folder, ...args, ...shortest);
    expect(status, stderr).toBe(0);
    expect(ask(folder, 'select env, optimizer, learning_rate lr, seed from runs order by id')).toMatchObject([
      { env: 'cartpole', optimizer: 'ADAM(eps=1e-8)', seed: 3 },
      { env: 'cartpole', optimizer: 'ADAM(eps=1e-8)', seed: 8 },
      { env: 'cartpole', optimizer: 'SGD', lr: 0.1, seed: 3 },
      { env: 'cartpole', optimizer: 'SGD', lr: 0.1, seed: 8 },
    ]);
  });

  test('wrapped optimizers train by the learning rates of what they wrap, under labels that stay', async () => {
    const folder = temporaryFolder();
    const specs = ['cautious(adamw)', 'SAM(SGD(momentum=0.9,lr=0.2),rho=0.01)', 'ema(cautious(adamw()))'];
    const budget = ['--env', 'cartpole', '--seeds', '1', '--workers', '1', ...shortest];
    const recorded = await rlBenchHere(folder, ...budget, '--optimizers', ...specs);
    expect(recorded.status, recorded.stderr).toBe(0);
    const swept = await rlBenchHere(
      folder,
      ...[...budget, '--learning-rates', '0.5', '0.25'],
      ...['--optimizers', ...specs.map((spec) => spec.replace(',lr=0.2', ''))],
    );
    expect(swept.status, swept.stderr).toBe(0);
    const labels = ['CAUTIOUS(ADAMW)', 'SAM(SGD(momentum=0.9),rho=0.01)', 'EMA(CAUTIOUS(ADAMW))'];
    const runs = 'select optimizer, learning_rate lr, status from runs where experiment_id =';
    expect(ask(folder, `${runs} 1 order by id`)).toEqual(
      [0.003, 0.2, 0.003].map((lr, i) => ({ optimizer: labels[i], lr, status: 'finished' })),
    );
    expect(ask(folder, `${runs} 2 order by id`)).toEqual(
      labels.flatMap((optimizer) => [0.5, 0.25].map((lr) => ({ optimizer, lr, status: 'finished' }))),
    );
  });

  test("MILO's spellings of flags work", async () => {
    const folder = temporaryFolder();
    await rlBenchHere(folder, ...small, '--num_runs', '1', '--experiment_title', 'mine', '--quiet');
    expect(ask(folder, 'select title, (select count(*) from runs) n from experiments')).toEqual([
      { title: 'mine', n: 2 },
    ]);
  });

  test('words of other tools train what they mean', async () => {
    const folder = temporaryFolder();
    const words = ['--quiet', 'train', '--algo', 'PPO', '--env_id', 'CartPole-v1,pendulum', '-n', '1k', '-P'];
    const more = ['--n-steps', '64', '--seeds', '4', '7', '--optim', 'torch.optim.AdamW,adam'];
    const brief = ['--update-epochs', '1', '--evaluations', '1', '--eval-episodes', '1'];
    const { status, stderr } = await rlBenchHere(folder, ...words, ...more, ...brief);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(
      ask(folder, 'select env, optimizer, seed, total_timesteps steps from runs order by id limit 3'),
    ).toEqual([
      { env: 'cartpole', optimizer: 'ADAMW', seed: 4, steps: 1000 },
      { env: 'cartpole', optimizer: 'ADAMW', seed: 7, steps: 1000 },
      { env: 'cartpole', optimizer: 'ADAM', seed: 4, steps: 1000 },
    ]);
    expect(
      ask(folder, "select distinct env, hyperparameters_json ->> '$.agent.num_steps' n from runs"),
    ).toEqual([
      { env: 'cartpole', n: 64 },
      { env: 'pendulum', n: 64 },
    ]);
  });

  test('RL_BENCH_ variables stand for flags, flags go before them, and other commands do not mind', async () => {
    const folder = temporaryFolder();
    const variables = {
      RL_BENCH_OPTIMIZERS: 'SGD ADAM',
      RL_BENCH_SEEDS: '3',
      RL_BENCH_TOTAL_TIMESTEPS: '512',
      RL_BENCH_NORM_OBS: 'true',
      RL_BENCH_QUIET: 'true',
    };
    const result = await rlBenchHereWith(variables, folder, '--env', 'cartpole', '--seeds', '1');
    expect(result.stderr).toBe('');
    const question = `select optimizer, seed, total_timesteps steps,
      hyperparameters_json ->> '$.agent.norm_obs' norm_obs from runs`;
    expect(ask(folder, question)).toEqual([
      { optimizer: 'SGD', seed: 1, steps: 512, norm_obs: 1 },
      { optimizer: 'ADAM', seed: 1, steps: 512, norm_obs: 1 },
    ]);
    expect((await rlBenchHereWith(variables, folder, 'list', 'networks')).status).toBe(0);
    const refused = await rlBenchHereWith({ RL_BENCH_SEEDS: 'many' }, folder, ...small);
    expect(refused.stderr).toMatch(/--seeds must be integer/);
  });

  test('Several values in a variable are what they are behind its flag', async () => {
    const planned = async (variables: Readonly<Record<string, string>>, ...words: readonly string[]) => {
      const folder = temporaryFolder();
      const asked = ['--optimizers', 'SGD', ...shortest, '--num-steps', '64', '--quiet', ...words];
      const { status, stderr } = await rlBenchHereWith(variables, folder, ...asked);
      if (status !== 0) return stderr;
      const runs = ask(folder, 'select env, seed from runs order by id') as { env: string; seed: number }[];
      return runs.map(({ env, seed }) => `${env} ${seed}`);
    };
    const environments = { RL_BENCH_ENV: 'cartpole pendulum' };
    expect(await planned({ ...environments, RL_BENCH_SEEDS: '4,7' })).toEqual([
      ...['cartpole 4', 'cartpole 7'],
      ...['pendulum 4', 'pendulum 7'],
    ]);
    const seeds = { RL_BENCH_SEEDS: '4 7' };
    expect(await planned({ ...environments, ...seeds }, '--env', 'acrobot', '--seeds', '1')).toEqual([
      'acrobot 1',
    ]);
    expect(await planned({ RL_BENCH_SEEDS: '3' }, '--env', 'acrobot', '--seed-list', '8')).toEqual([
      'acrobot 8',
    ]);
    const both = { RL_BENCH_SEEDS: '3', RL_BENCH_SEED_LIST: '5 6' };
    expect(await planned(both, '--env', 'acrobot')).toContain('exclude each other');
  });

  test('A typed budget goes before variables of all budgets', async () => {
    const budget = async (variables: Readonly<Record<string, string>>, ...words: readonly string[]) => {
      const asked = [
        '--env',
        'digits',
        '--optimizers',
        'SGD',
        '--seeds',
        '1',
        '--dry-run',
        '--json',
        ...words,
      ];
      const { status, stdout, stderr } = await rlBenchHereWith(variables, temporaryFolder(), ...asked);
      return status === 0 ? (JSON.parse(stdout) as { populations: { totalTimesteps: number }[] }) : stderr;
    };
    const variables = { RL_BENCH_TOTAL_TIMESTEPS: '4096' };
    expect(await budget(variables)).toMatchObject({ populations: [{ totalTimesteps: 4096 }] });
    expect(await budget(variables, '--total-updates', '2')).toMatchObject({
      populations: [{ totalTimesteps: 2048 }],
    });
    const both = { ...variables, RL_BENCH_TOTAL_UPDATES: '2' };
    expect(await budget(both)).toContain('exclude each other');
    expect(await budget(both, '--total-timesteps', '1024')).toMatchObject({
      populations: [{ totalTimesteps: 1024 }],
    });
  });
});

const run = ['--env', 'cartpole', '--optimizers', 'ADAM'];

describe('bad input', () => {
  test.each<[string, readonly string[], RegExp]>([
    ['an unknown environment', ['--env', 'cartpol', '--optimizers', 'ADAM'], /did you mean cartpole\?/],
    ['an unknown agent', [...run, '--agent', 'pppo'], /did you mean ppo\?/],
    ['an unknown optimizer', ['--env', 'cartpole', '--optimizers', 'MILOO'], /did you mean MILO\?/],
    ['an unknown flag', [...run, '--total-timestep', '9'], /did you mean --total-timesteps\?/],
    ['an unknown command', ['lst'], /did you mean list\?/],
    ['a flag of another tool', [...run, '--track'], /has no --track: .*rl-bench export/],
    ['an environment of another tool', ['--env', 'LunarLander-v2', '--optimizers', 'ADAM'], /no Box2D/],
    ['an optimizer that stands alone', ['MILO', '--env', 'cartpole'], /--optimizers MILO/],
    ['a switch that is neither on nor off', [...run, '--anneal-lr=maybe'], /must be true or false/],
    ['an unknown backend', [...run, '--backend', 'gpu'], /known: simd, wasm, cpu/],
    ['no environment', ['--optimizers', 'ADAM'], /--env is missing/],
    [
      'no optimizer',
      ['--env', 'cartpole'],
      /--optimizers is missing; try: rl-bench --env cartpole --optimizers MILO ADAMW/,
    ],
    ['a flag without its value', ['--optimizers', 'ADAM', '--env'], /env/],
    ['a flag given twice', [...run, '--seeds', '1', '--seeds', '2'], /given 2 times/],
    [
      'parentheses that do not close',
      ['--env', 'cartpole', '--optimizers', 'ADAM(lr=1'],
      /cannot read "ADAM\(lr=1"/,
    ],
    [
      'an unknown hyper-parameter',
      ['--env', 'cartpole', '--optimizers', 'MILO(momentun=1)'],
      /did you mean momentum\?/,
    ],
    ['a hyper-parameter out of range', ['--env', 'cartpole', '--optimizers', 'MILO(lr=-1)'], /≥ 0/],
    [
      'an environment out of range',
      ['--env', 'cartpole(gravity=-1)', '--optimizers', 'ADAM'],
      /> 0.*given -1/,
    ],
    [
      'no seeds',
      [...run, '--seeds', '0'],
      /--seeds must be integer \| auto\(block=5,max=30,alpha=0.05\) \(> 0\), given 0/,
    ],
    ['a negative count', [...run, '--total-timesteps', '-5'], /--total-timesteps must be integer/],
    ['a number that is none', [...run, '--seeds', 'many'], /given "many"/],
    ['too few steps', [...run, '--total-timesteps', '100'], /less than one roll-out/],
    [
      'roll-outs that no machine has the memory for',
      [...run, '--num-steps', '100000000', '--total-timesteps', '1000000000'],
      /10 runs of ADAM \(10 seeds × 1 learning rate\): not even one fits into memory, it needs about \d/,
    ],
    ['minibatches that do not divide the batch', [...run, '--num-minibatches', '3'], /must divide/],
    [
      'a flag of another agent',
      [...run, '--agent', 'reinforce', '--num-steps', '4'],
      /reinforce has no --num-steps/,
    ],
    ['an agent that cannot act there', [...run, '--agent', 'reinforce(surrogate=milo)'], /log-prob/],
    ['an optimizer twice', ['--env', 'cartpole', '--optimizers', 'ADAM', 'adam'], /asked for twice/],
    ['a rate twice over', [...run, '--learning-rates', '0.1', '0.1'], /names a rate twice/],
    ['two kinds of seeds', [...run, '--seeds', '1', '--seed-list', '1'], /exclude each other/],
  ])('%s: one line, exit code 2, no file', async (_name, args, message) => {
    const folder = temporaryFolder();
    const { status, stdout, stderr } = await rlBenchHere(folder, ...args);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^rl-bench: [^\n]+\n$/);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('the built command says the same', () => {
    const folder = temporaryFolder();
    const { status, stdout, stderr } = rlBench(folder, ...run, '--total-timestep', '9');
    expect(stderr).toMatch(/^rl-bench: [^\n]*did you mean --total-timesteps\?[^\n]*\n$/);
    expect([status, stdout, readdirSync(folder)]).toEqual([2, '', []]);
  });

  test('a database that is a folder: one line, exit code 2', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'here'));
    const { status, stderr } = await rlBenchHere(folder, ...run, '--db', 'here');
    expect(stderr).toMatch(/^rl-bench: [^\n]*folder[^\n]*\n$/);
    expect(status).toBe(2);
  });
});

describe('interruption', () => {
  // Updates that take little time: the first progress is shown after a tenth of the work.
  const long = [
    ...['--env', 'cartpole', '--optimizers', 'ADAM', 'SGD', '--seeds', '2', '--total-timesteps', '512k'],
    ...['--num-envs', '2', '--num-steps', '64', '--update-epochs', '1', '--network', 'mlp(sizes=[8,8])'],
  ];

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    '%s ends after the update in hand, marks the runs and keeps what was reported',
    async (signal, code) => {
      const folder = temporaryFolder();
      const result = await interrupted(folder, signal, long);
      expect(result.code).toBe(code);
      expect(ask(folder, 'select distinct status from runs')).toEqual([{ status: 'interrupted' }]);
      expect(ask(folder, 'select count(*) > 0 as some from updates')).toEqual([{ some: 1 }]);
    },
  );

  test('kill -9 leaves a readable file with whole updates', async () => {
    const folder = temporaryFolder();
    await interrupted(folder, 'SIGKILL', long);
    const { status, stdout } = await rlBenchHere(folder, 'sql', 'select count(*) n from updates', '--json');
    expect(status).toBe(0);
    expect((JSON.parse(stdout) as { n: number }[])[0]!.n).toBeGreaterThan(0);
    const torn = `select u.run_id from updates u left join gradient_stats g using (run_id, update_index)
      group by u.run_id, u.update_index having count(g.layer) <> 13`;
    expect(ask(folder, torn)).toEqual([]);
  });
});

test('a results file that another program has locked: rl-bench says so, waits, and goes on', async () => {
  const folder = temporaryFolder();
  const short = [...run, '--seeds', '1', ...shortest];
  expect((await rlBenchHere(folder, ...short, '--quiet')).status).toBe(0);
  const other = openDatabase(join(folder, database));
  other.exec('begin immediate');
  const waiting = started(folder, short);
  expect(await waiting.firstProgress).toMatch(/^rl-bench: [^\n]*locked[^\n]*\n$/);
  expect(ask(folder, 'select count(*) n from experiments')).toEqual([{ n: 1 }]);
  other.exec('rollback');
  other.close();
  expect(await waiting.end).toBe(0);
  expect(ask(folder, 'select count(*) n from experiments')).toEqual([{ n: 2 }]);
});
