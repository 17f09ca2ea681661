import { describe, expect, test } from 'vitest';
import { compareExperiment } from '../../../src/report/compare/index.ts';
import { addExperiment } from '../../store/made-runs.ts';
import { newStore } from '../../store/new-store.ts';
import { compared, made, seeds } from './made-experiment.ts';

const six = [10, 20, 30, 40, 50, 60];
const above = (scores: readonly number[], by: number) => scores.map((score) => score + by);

describe('compareExperiment', () => {
  test('pairs the seeds that two optimizers share', () => {
    const { tasks, tests } = compared({}, seeds('SGD', six), seeds('ADAM', above(six, 3)));
    expect(tests).toBe(1);
    expect(tasks).toHaveLength(1);
    expect(tasks[0]!.optimizers).toEqual([
      {
        name: 'ADAM',
        optimizer: 'ADAM',
        learningRate: 0.001,
        rateChosenBy: 'only',
        rates: 1,
        seeds: 6,
        diverged: 0,
        notFinite: 0,
        reached: undefined,
        mean: 38,
        interval: [expect.any(Number), expect.any(Number)],
        scores: above(six, 3),
        seedList: [1, 2, 3, 4, 5, 6],
      },
      expect.objectContaining({ name: 'SGD', mean: 35 }),
    ]);
    // Six differences of one sign and size: p is 2 of 2⁶ sign patterns, and resampling them changes nothing.
    expect(tasks[0]!.pairs).toEqual([
      {
        env: 'cartpole',
        agent: 'ppo',
        a: 'ADAM',
        b: 'SGD',
        seedsA: 6,
        seedsB: 6,
        paired: true,
        effect: { kind: 'difference', value: 3, interval: [expect.closeTo(3, 12), expect.closeTo(3, 12)] },
        probabilityOfImprovement: 21 / 36,
        cliffsDelta: 2 * (21 / 36) - 1,
        test: 'paired sign-flip permutation test, exact',
        p: 2 / 64,
        pAdjusted: 2 / 64,
        significant: true,
        seedsNeeded: 6,
      },
    ]);
  });

  test('takes seeds for two samples where they differ, and where the test asks for it', () => {
    const runs = [seeds('SGD', six), seeds('ADAM', above(six, 100)).slice(1)];
    const pair = (options: object) => compared(options, ...runs).tasks[0]!.pairs[0]!;
    expect(pair({})).toMatchObject({ paired: false, test: 'permutation test, exact', p: 1 / 462 });
    expect(pair({ test: 'mann-whitney' })).toMatchObject({
      paired: false,
      test: 'Mann-Whitney test, exact',
      p: expect.closeTo(2 / 462, 12),
    });
    expect(pair({ test: 'welch' })).toMatchObject({ paired: false, test: "Welch's t test" });
  });

  test('corrects over all pairs and environments', () => {
    const runs = ['cartpole', 'acrobot'].flatMap((env) =>
      [0, 1, 2].map((place) => seeds(`O${place}`, above(six, 100 * place), { env })),
    );
    const p = (correction: 'holm' | 'bh' | 'none') =>
      compared({ correction }, ...runs).tasks.flatMap(({ pairs }) => pairs.map(({ pAdjusted }) => pAdjusted));
    expect(p('none')).toEqual(Array(6).fill(2 / 64));
    expect(p('bh')).toEqual(Array(6).fill(2 / 64));
    expect(p('holm')).toEqual(Array(6).fill(12 / 64));
    expect(compared({}, ...runs)).toMatchObject({ tests: 6, correction: 'holm' });
  });

  test('has no interval and no p of two seeds', () => {
    const { tasks, tests, notes } = compared({}, seeds('SGD', [1, 2]), seeds('ADAM', [5, 6]));
    expect(tests).toBe(0);
    expect(tasks[0]!.optimizers[0]!.interval).toBeUndefined();
    expect(tasks[0]!.pairs[0]).toMatchObject({
      effect: { kind: 'difference', value: 4, interval: undefined },
      p: undefined,
      pAdjusted: undefined,
      seedsNeeded: undefined,
      significant: false,
    });
    expect(notes).toContain('No interval and no p: fewer than 3 seeds cannot say how sure a difference is.');
  });

  test('counts diverged runs with the worst score and names them', () => {
    const fatal = { optimizer: 'SGD', seed: 7, evaluations: [-80, 90], ends: 'diverged' as const };
    const { tasks, notes } = compared({}, seeds('ADAM', above(six, 1)), [...seeds('SGD', six), fatal]);
    expect(tasks[0]!.optimizers[1]).toMatchObject({ scores: [...six, -80], diverged: 1, seeds: 7 });
    expect(notes).toContain(
      'Diverged: SGD (1 of 7 seeds); such runs count with the worst score of the task.',
    );
  });

  test('says how many runs are not in it, and of which optimizers there is nothing', () => {
    const { notes } = compared(
      {},
      seeds('ADAM', six),
      seeds('SGD', six),
      seeds('LION', [1], { ends: null }),
      [{ optimizer: 'MUON', seed: 1 }],
    );
    expect(notes).toContain('Not counted, because they did not end: 1 queued.');
    expect(notes).toContain('Nothing to compare of MUON: no run that ended and scores.');
  });

  test('says when so few seeds cannot show anything', () => {
    const five = six.slice(1);
    const { notes, tasks } = compared({}, seeds('ADAM', above(five, 90)), seeds('SGD', five));
    expect(tasks[0]!.pairs[0]!.p).toBe(2 / 32);
    expect(tasks[0]!.pairs[0]!.seedsNeeded).toBe(6);
    expect(notes).toContain(
      'With 5 seeds this test cannot get p down to 0.05, however large a difference is; it takes 6.',
    );
  });

  test('compares the newest experiment that has runs which ended, or the one that is asked for', () => {
    const store = made(seeds('SGD', six), seeds('ADAM', six));
    addExperiment(store, [...seeds('LION', six), ...seeds('MUON', six)]);
    addExperiment(store, seeds('LION', six, { ends: null }));
    expect(compareExperiment(store.db).experiment).toEqual({ id: 2, title: 'a study' });
    expect(compareExperiment(store.db, { experiment: 1 }).experiment.id).toBe(1);
    expect(compareExperiment(store.db, { experiment: '1' }).experiment.id).toBe(1);
    expect(() => compareExperiment(store.db, { experiment: 'a study' })).toThrow(/experiment 3 has ended/);
    expect(() => compareExperiment(store.db, { experiment: 9 })).toThrow(/no experiment "9"/);
    expect(() => compareExperiment(newStore().db)).toThrow(/no run in ".*" has ended yet/);
  });

  test('does not stumble over infinite returns: they count with the worst score of the task', () => {
    const runs = [seeds('ADAM', six), seeds('SGD', [...six.slice(1), Number.NEGATIVE_INFINITY])];
    expect(compared({}, ...runs).tasks[0]!.optimizers[1]!.mean).toBe((20 + 30 + 40 + 50 + 60 + 0) / 6);
  });
});

describe('learning rates', () => {
  const at = (learningRate: number, scores: readonly number[], more: object = {}) =>
    seeds('ADAM', scores, { learningRate, ...more });

  test('are chosen by tuning runs where there are some, which score nothing', () => {
    const { tasks, notes } = compared(
      {},
      at(0.1, [1, 1, 1], { phase: 'tuning' }),
      at(0.2, [9, 9, 9], { phase: 'tuning' }),
      at(0.1, [50, 50, 50]),
      at(0.2, [5, 6, 7]),
      seeds('SGD', [1, 2, 3]),
    );
    expect(tasks[0]!.optimizers[0]).toMatchObject({
      name: 'ADAM',
      learningRate: 0.2,
      rateChosenBy: 'tuning',
      rates: 2,
      scores: [5, 6, 7],
    });
    expect(notes).toContain('The learning rate of ADAM was chosen on tuning seeds, which are not compared.');
  });

  test('are otherwise the best on the seeds compared, which is said', () => {
    const { tasks, notes } = compared({}, at(0.1, [1, 2, 3]), at(0.2, [5, 6, 7]), seeds('SGD', [1, 2, 3]));
    expect(tasks[0]!.optimizers[0]).toMatchObject({
      learningRate: 0.2,
      rateChosenBy: 'same seeds',
      rates: 2,
    });
    expect(notes).toContain(
      'The learning rate of ADAM was chosen on the very seeds that are compared, which flatters optimizers with more rates.',
    );
  });

  test('can be asked for, also of one optimizer against itself', () => {
    const { tasks, notes } = compared(
      { optimizers: ['adam(lr=0.1)', 'ADAM( lr = 0.2 )'] },
      at(0.1, [1, 2, 3]),
      at(0.2, [5, 6, 7]),
      seeds('SGD', [1, 2, 3]),
    );
    expect(tasks[0]!.optimizers.map(({ name }) => name)).toEqual(['ADAM(lr=0.2)', 'ADAM(lr=0.1)']);
    expect(tasks[0]!.optimizers[0]!.rateChosenBy).toBe('asked');
    expect(notes.join()).not.toContain('chosen');
  });
});

describe('names', () => {
  const runs = [
    seeds('ADAM(beta1=0.8,eps=1e-8)', six),
    seeds('CAUTIOUS(SGD)', six, { learningRate: 0.5 }),
    seeds('SGD', six),
  ];
  const names = (...optimizers: string[]) =>
    compared({ optimizers }, ...runs).tasks[0]!.optimizers.map(({ name }) => name);

  test('are found in any case and with settings in any order', () => {
    expect(names('sgd', 'adam(eps=1e-8, beta1=0.8)')).toEqual(['SGD', 'ADAM(beta1=0.8,eps=1e-8)']);
    expect(names('sgd', 'cautious(sgd(lr=0.5))')).toEqual(['SGD', 'CAUTIOUS(SGD(lr=0.5))']);
  });

  test('that are unknown, doubled or alone are refused', () => {
    expect(() => names('SGDP', 'SGD')).toThrow('the experiment has no optimizer SGDP: did you mean SGD?');
    expect(() => names('ADAM', 'SGD')).toThrow(/no optimizer ADAM; it has ADAM\(beta1=0.8,eps=1e-8\), CAUT/);
    expect(() => names('SGD', 'sgd')).toThrow('SGD is named twice');
    expect(() => names('SGD(lr=3)', 'SGD')).toThrow('SGD did not run at 3; its learning rates are 0.001');
    expect(() => names('SGD')).toThrow('a comparison needs two optimizers, given SGD');
    expect(() => names('SGD(', 'SGD')).toThrow(/cannot read "SGD\("/);
  });
});

describe('times to the threshold', () => {
  /** Reaches 50 after so many hundred steps, or never. */
  const reaching = (optimizer: string, hundreds: readonly (number | null)[]) =>
    hundreds.map((at, index) => ({
      optimizer,
      seed: index + 1,
      totalTimesteps: 1000,
      evaluations: Array.from({ length: 11 }, (_, i) => (at !== null && i >= at ? 60 : 0)),
    }));

  test('are compared by the share that is saved', () => {
    const { better, tasks } = compared(
      { metric: 'steps_to_threshold' },
      reaching('SGD', [4, 8, 6, 4, 10, 8]),
      reaching('ADAM', [2, 4, 3, 2, 5, 4]),
    );
    expect(better).toBe('lower');
    expect(tasks[0]!.optimizers[0]).toMatchObject({
      name: 'ADAM',
      mean: expect.closeTo(1000 / 3, 9),
      reached: 6,
    });
    const [pair] = tasks[0]!.pairs;
    expect(pair).toMatchObject({ a: 'ADAM', b: 'SGD', p: 2 / 64, effect: { kind: 'reduction' } });
    expect(pair!.effect.value).toBeCloseTo(0.5, 12);
    expect(pair!.effect.interval![0]).toBeCloseTo(0.5, 12);
    expect(pair!.effect.interval![1]).toBeCloseTo(0.5, 12);
  });

  test('that never ended count as the longest training, and are worst and equal by rank', () => {
    const { tasks, notes } = compared(
      { metric: 'steps_to_threshold' },
      reaching('SGD', [10, null, null]),
      reaching('ADAM', [2, 4, null]),
    );
    expect(tasks[0]!.optimizers).toMatchObject([
      { name: 'ADAM', scores: [200, 400, null], mean: 1600 / 3, reached: 2 },
      { name: 'SGD', scores: [1000, null, null], mean: 1000, reached: 1 },
    ]);
    // ADAM's 200 and 400 beat all three, its null ties with two and loses to 1000.
    expect(tasks[0]!.pairs[0]!.probabilityOfImprovement).toBeCloseTo((3 + 3 + 1) / 9, 12);
    expect(notes.join()).toMatch(/never reached the threshold count with the longest training \(1k steps\)/);
  });

  test('in seconds have the longest clock for the longest training', () => {
    const { tasks } = compared(
      { metric: 'seconds_to_threshold' },
      reaching('SGD', [10, 10, null]),
      reaching('ADAM', [2, 2, 2]),
    );
    expect(tasks[0]!.optimizers.map(({ mean }) => mean)).toEqual([20, (100 + 100 + 100) / 3]);
  });

  test('do not exist without a threshold', () => {
    const none = { rewardThreshold: null };
    const runs = [seeds('SGD', six, none), seeds('ADAM', six, none)];
    expect(() => compared({ metric: 'steps_to_threshold' }, ...runs)).toThrow(
      /nothing to compare.*steps_to_thr/,
    );
  });
});

describe('over several tasks', () => {
  const task = (env: string, rewardThreshold: number | null, low: number, high: number) => [
    seeds('ADAM', [high, high, high], { env, rewardThreshold }),
    seeds('SGD', [low, low, low], { env, rewardThreshold }),
  ];

  test('scores go from the untrained policy to the threshold, else from the worst run to the best', () => {
    const { overall } = compared({}, ...task('cartpole', 400, 100, 500), ...task('pendulum', null, -9, -4));
    expect(overall!.tasks).toEqual([
      {
        env: 'cartpole',
        agent: 'ppo',
        zero: 0,
        one: 400,
        scale: '0 is the untrained policy (0), 1 the threshold (400)',
      },
      { env: 'pendulum', agent: 'ppo', zero: -9, one: -4, scale: '0 is the worst run (-9), 1 the best (-4)' },
    ]);
    expect(overall!.optimizers).toEqual([
      {
        name: 'ADAM',
        iqm: { value: 1.125, interval: [1.125, 1.125] },
        mean: { value: 1.125, interval: [1.125, 1.125] },
        median: { value: 1.125, interval: [1.125, 1.125] },
        optimalityGap: { value: 0, interval: [0, 0] },
        scores: [
          [1.25, 1.25, 1.25],
          [1, 1, 1],
        ],
      },
      {
        name: 'SGD',
        iqm: { value: 0.125, interval: [0.125, 0.125] },
        mean: { value: 0.125, interval: [0.125, 0.125] },
        median: { value: 0.125, interval: [0.125, 0.125] },
        optimalityGap: { value: 0.875, interval: [0.875, 0.875] },
        scores: [
          [0.25, 0.25, 0.25],
          [0, 0, 0],
        ],
      },
    ]);
    expect(overall!.pairs).toEqual([
      { a: 'ADAM', b: 'SGD', probabilityOfImprovement: { value: 1, interval: [1, 1] } },
    ]);
  });

  test('there is nothing to say of a single one, or of tasks that some optimizer did not run on', () => {
    expect(compared({}, ...task('cartpole', 400, 100, 500)).overall).toBeUndefined();
    const runs = [...task('cartpole', 400, 1, 2), ...task('acrobot', 400, 1, 2), seeds('LION', [1], {})];
    expect(compared({}, ...runs).overall).toBeUndefined();
    expect(compared({ optimizers: ['ADAM', 'SGD'] }, ...runs).overall).toBeDefined();
  });
});
