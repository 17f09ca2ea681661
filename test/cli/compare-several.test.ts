import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/index.ts';
import { seeds } from '../report/compare/made-experiment.ts';
import { addExperiment, type Made } from '../store/made-runs.ts';
import { temporaryFolder } from './command.ts';
import { rlBenchHere, rlBenchHereWith } from './in-this-process.ts';

const six = [10, 20, 30, 40, 50, 60];
const better = six.map((score) => score + 3);
const standard = 'runs/rl-bench.sqlite';

/** Puts an experiment of these runs into a file of a folder, with a configuration where that matters. */
function add(folder: string, file: string, runs: readonly Made[], more: { config?: object } = {}): void {
  const store = openStore(join(folder, file));
  addExperiment(store, runs);
  if (more.config !== undefined) {
    const newest = '(select max(id) from experiments)';
    store.db
      .prepare(`update experiments set config_json = ? where id = ${newest}`)
      .run(JSON.stringify(more.config));
  }
  store.close();
}

/** What a command printed, which it did without a complaint. */
async function printed(folder: string, ...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await rlBenchHere(folder, 'compare', ...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

async function refused(folder: string, ...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await rlBenchHere(folder, 'compare', ...args);
  expect({ status, stdout, lines: stderr.split('\n').length }).toEqual({ status: 2, stdout: '', lines: 2 });
  return stderr;
}

/** Numbers of a comparison, without what it is over. */
function numbersOf(json: string): unknown {
  const { tasks, overall, tests } = JSON.parse(json);
  return { tasks, overall, tests };
}

describe('rl-bench compare over several experiments', () => {
  test('of one file comes to the numbers of one experiment that has the runs of both', async () => {
    const [apart, together] = [temporaryFolder(), temporaryFolder()];
    // A diverged run counts with the worst score of all that is compared, whichever experiment that is of.
    const diverging = seeds('LION', [70, 80]).concat(
      seeds('LION', [0], { ends: 'diverged' }).map((run) => ({ ...run, seed: 3 })),
    );
    add(apart, standard, [...seeds('SGD', six), ...seeds('ADAM', better)]);
    add(apart, standard, diverging);
    add(together, standard, [...seeds('SGD', six), ...seeds('ADAM', better), ...diverging]);
    const before = readFileSync(join(apart, standard));
    const json = await printed(apart, '--experiment', '1', '2', '--json');
    expect(numbersOf(json)).toEqual(numbersOf(await printed(together, '--json')));
    const { experiment, sentences } = JSON.parse(json);
    expect(experiment).toMatchObject({
      id: 0,
      title: 'a study',
      over: {
        experiments: [
          { file: standard, id: 1, title: 'a study' },
          { file: standard, id: 2, title: 'a study' },
        ],
      },
    });
    expect(sentences[0]).toBe(
      `All of this is over experiments 1 (a study) and 2 (a study) of "${standard}".`,
    );
    expect(readFileSync(join(apart, standard)).equals(before)).toBe(true);
  });

  test('of several files says which in every format, and takes names and other questions', async () => {
    const folder = temporaryFolder();
    add(folder, 'a.sqlite', seeds('SGD', six));
    add(folder, 'b.sqlite', [...seeds('ADAM', better), ...seeds('LION', six)]);
    const files = ['--db', 'a.sqlite', '--db', 'b.sqlite'];
    const over =
      'All of this is over experiment 1 (a study) of "a.sqlite" and experiment 1 (a study) of "b.sqlite".';
    const terminal = await printed(folder, ...files);
    expect(terminal.replaceAll(/\s+/g, ' ')).toContain(over);
    expect(terminal).toMatch(/ADAM - SGD +3 \[3, 3\]/);
    expect(await printed(folder, ...files, '--markdown')).toContain('All of this is over experiment 1');
    expect(await printed(folder, ...files, '--latex')).toContain(`% ${over}`);
    const named = JSON.parse(await printed(folder, ...files, 'adam', 'sgd', '--json'));
    expect(named.tasks[0].pairs).toHaveLength(1);
    expect(named.sentences[1]).toMatch(/^ADAM ends with a .* 3 higher than SGD/);
    const profiles = JSON.parse(await printed(folder, ...files, '--profiles', '--json'));
    expect(profiles.sentences[0]).toBe(over);
    expect((await printed(folder, ...files, '--profiles')).replaceAll(/\s+/g, ' ')).toContain(over);
  });

  test('takes experiments of files in their order', async () => {
    const folder = temporaryFolder();
    add(folder, 'a.sqlite', seeds('SGD', six));
    add(folder, 'a.sqlite', seeds('LION', six));
    add(folder, 'b.sqlite', seeds('ADAM', better));
    const files = ['--db', 'a.sqlite', '--db', 'a.sqlite', '--db', 'b.sqlite'];
    const { tasks } = JSON.parse(
      await printed(folder, ...files, '--experiment', '2', '1', 'a study', '--json'),
    );
    expect(tasks[0].optimizers.map(({ name }: { name: string }) => name).sort()).toEqual([
      'ADAM',
      'LION',
      'SGD',
    ]);
  });

  test('takes a run that two have once, from where it has ended', async () => {
    const folder = temporaryFolder();
    add(folder, standard, [...seeds('SGD', six), ...seeds('ADAM', better, { ends: null })]);
    add(folder, standard, [...seeds('SGD', six), ...seeds('ADAM', better)]);
    const { tasks, notes } = JSON.parse(await printed(folder, '--experiment', '1', '2', '--json'));
    expect(tasks[0].optimizers.map((each: { seeds: number }) => each.seeds)).toEqual([6, 6]);
    expect(notes.join(' ')).not.toContain('Not counted');
  });

  test('pools the seeds of an optimizer, and chooses rates as each experiment has tuned them', async () => {
    const folder = temporaryFolder();
    const config = { tuning: { criterion: 'final_return', seeds: [1, 2, 3] } };
    const tuning = [0.1, 0.2].flatMap((learningRate) =>
      seeds(
        'ADAM',
        [1, 2, 3].map((score) => score + 100 * learningRate),
        { learningRate, phase: 'tuning' },
      ),
    );
    const scoring = seeds('ADAM', better, { learningRate: 0.2 });
    add(folder, standard, [...tuning, ...scoring], { config });
    add(folder, standard, seeds('SGD', six.slice(0, 3)));
    add(
      folder,
      standard,
      seeds('SGD', six.slice(3)).map((run) => ({ ...run, seed: run.seed! + 3 })),
    );
    const { tasks } = JSON.parse(await printed(folder, '--experiment', '1', '2', '3', '--json'));
    expect(tasks[0].optimizers).toMatchObject([
      { name: 'ADAM', learningRate: 0.2, rateChosenBy: 'tuning', seeds: 6 },
      { name: 'SGD', seeds: 6, seedList: [1, 2, 3, 4, 5, 6] },
    ]);
    expect(tasks[0].pairs[0]).toMatchObject({ paired: true, seedsA: 6, seedsB: 6 });
  });

  test('notes what makes experiments comparable and yet not alike', async () => {
    const folder = temporaryFolder();
    add(folder, standard, seeds('SGD', six), {
      config: { published: { source: 'a paper', values: { SGD: {} } } },
    });
    add(folder, standard, seeds('ADAM', better, { backend: 'simd' }));
    const { notes, published } = JSON.parse(await printed(folder, '--experiment', '1', '2', '--json'));
    expect(notes).toContain(
      'The experiments were trained on several backends (cpu, simd), whose last digits differ.',
    );
    expect(notes).toContain('Published numbers are left out: they are not the same for all experiments.');
    expect(published).toBeUndefined();
  });

  test('RL_BENCH_DB may have blanks in it', async () => {
    const folder = temporaryFolder();
    add(folder, 'my results.sqlite', [...seeds('SGD', six), ...seeds('ADAM', better)]);
    const said = await rlBenchHereWith({ RL_BENCH_DB: 'my results.sqlite' }, folder, 'compare');
    expect(said).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('refused in one line is', () => {
  const hyperparameters = (agent: object, optimizer: object = {}) => ({
    hyperparameters: { agent, optimizer },
  });
  const evaluating = (episodes: number) => ({
    config: { populations: [{ population: { evaluation: { count: 4, episodes } } }] },
  });
  const cases: readonly (readonly [string, Made, Made, object, object, string])[] = [
    [
      'another budget',
      {},
      { totalTimesteps: 100 },
      {},
      {},
      'of cartpole, ppo total_timesteps is 100 and was 500000',
    ],
    [
      'another agent of the same label',
      hyperparameters({ gamma: 0.99 }),
      hyperparameters({ gamma: 0.9 }),
      {},
      {},
      'of cartpole, ppo gamma is 0.9 and was 0.99',
    ],
    [
      'another evaluation',
      {},
      {},
      evaluating(10),
      evaluating(20),
      'of cartpole, ppo evaluation_episodes is 20 and was 10',
    ],
  ];

  test.each(cases)('%s', async (_, first, second, one, other, said) => {
    const folder = temporaryFolder();
    add(folder, standard, seeds('SGD', six, first), one);
    add(folder, standard, seeds('ADAM', better, second), other);
    expect(await refused(folder, '--experiment', '1', '2')).toBe(
      `rl-bench: experiment 2 has other scores than can be compared with experiment 1: ${said}; name experiments that agree in it\n`,
    );
  });

  test('the same label for another optimizer', async () => {
    const folder = temporaryFolder();
    add(folder, standard, seeds('ADAM', six, hyperparameters({}, { beta2: 0.999 })));
    add(folder, standard, seeds('ADAM', better, hyperparameters({}, { beta2: 0.99 })));
    expect(await refused(folder, '--experiment', '1', '2')).toContain(
      'of ADAM at 0.001 on cartpole, ppo beta2 is 0.99 and was 0.999; ',
    );
  });

  test('the same run with other numbers', async () => {
    const folder = temporaryFolder();
    add(folder, 'a.sqlite', [...seeds('SGD', six), ...seeds('ADAM', better)]);
    add(folder, 'b.sqlite', [...seeds('SGD', six), ...seeds('ADAM', six)]);
    expect(await refused(folder, '--db', 'a.sqlite', '--db', 'b.sqlite')).toBe(
      'rl-bench: experiment 1 of "b.sqlite" has other numbers than experiment 1 of "a.sqlite" of ADAM at 0.001, seed 1, on cartpole, ppo: in row 1 of evaluations mean_return is 10 and was 13; leave one of the experiments out\n',
    );
  });

  test('a rate that was chosen in two ways', async () => {
    const folder = temporaryFolder();
    const tuned = (rate: number) => [
      ...seeds('ADAM', [1, 2, 3], { learningRate: rate, phase: 'tuning' }),
      ...seeds('ADAM', six, { learningRate: rate }),
    ];
    add(folder, standard, tuned(0.1));
    add(folder, standard, tuned(0.2));
    expect(await refused(folder, '--experiment', '1', '2')).toContain(
      'experiment 2 has chosen the learning rate of ADAM on cartpole, ppo by other rates or seeds than experiment 1',
    );
    add(folder, standard, seeds('SGD', six, { phase: 'tuning' }), {
      config: { tuning: { criterion: 'last_100_return', seeds: [1] } },
    });
    expect(await refused(folder, '--experiment', '1', '3')).toContain(
      'experiment 3 has chosen learning rates by last_100_return, and experiment 1 by final_return',
    );
  });

  test('what is named wrongly', async () => {
    const folder = temporaryFolder();
    add(folder, 'a.sqlite', seeds('SGD', six));
    add(folder, 'b.sqlite', seeds('ADAM', better));
    const both = ['--db', 'a.sqlite', '--db', 'b.sqlite'];
    expect(await refused(folder, '--db', 'a.sqlite', '--experiment', '1', '1')).toContain(
      'experiment 1 is named twice; name each experiment once',
    );
    expect(await refused(folder, ...both, '--experiment', '1', '1', '1')).toContain(
      '--db names 2 files and --experiment 3 experiments',
    );
    expect(await refused(folder, ...both, '--experiment', '1', '7')).toContain('no experiment "7"');
    expect(await refused(folder, '--db', 'a.sqlite', '--db', 'c.sqlite')).toContain('there is no such file');
    expect(await refused(folder, '--db', 'a.sqlite', '--experiment', '1', 'SGD')).toContain(
      'no experiment "SGD", which is an optimizer; name optimizers before --experiment',
    );
    expect(await refused(folder, ...both, 'ADAN')).toContain('no optimizer ADAN: did you mean ADAM?');
    add(folder, 'c.sqlite', seeds('LION', six, { env: 'pendulum' }));
    expect(await refused(folder, '--db', 'a.sqlite', '--db', 'c.sqlite')).toContain('nothing to compare');
  });
});
