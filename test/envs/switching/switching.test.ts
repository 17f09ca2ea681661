import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actionLength, makeEnv, stepResult, type VectorEnv } from '../../../envs/index.ts';
import { permutationsOfPeriods } from '../../../envs/switching/periods.ts';
import { UsageError } from '../../../src/errors.ts';
import { RandomStream } from '../../../src/random.ts';

const streamsOf = (env: VectorEnv, seed: number): RandomStream[] =>
  Array.from({ length: env.size }, (_, row) => RandomStream.of(seed, 'environment', row));

function randomActions({ spec, size }: VectorEnv, stream: RandomStream): Float64Array {
  const { actionSpace } = spec;
  return Float64Array.from({ length: size * actionLength(actionSpace) }, () =>
    actionSpace.kind === 'discrete' ? stream.integer(actionSpace.n) : stream.uniform(-1, 1),
  );
}

/** The period of every row. */
const periods = ({ state, rowLength, size }: VectorEnv): number[] =>
  Array.from({ length: size }, (_, row) => state[row * rowLength]!);

describe('Before the first switch it is the environment inside, bit for bit', () => {
  test.each([
    ['cartpole', 'gravity=[20],permute=true'],
    ['acrobot(max_episode_steps=30)', 'link_mass_1=[2],order=random'],
    ['pendulum(max_episode_steps=30)', 'permute=true'],
    ['minatar-breakout', 'permute=true,sticky_action_prob=[0.5]'],
    ['point-nav-team(agents=2,max_episode_steps=30)', 'permute=true'],
  ])('%s', (inner, others) => {
    const [plain, wrapped] = [inner, `switching(${inner},every=1000000,${others})`].map((name) =>
      makeEnv(name, { size: 3 }),
    ) as [VectorEnv, VectorEnv];
    expect(wrapped.spec).toMatchObject({ id: wrapped.spec.id, maxEpisodeSteps: plain.spec.maxEpisodeSteps });
    for (const env of [plain, wrapped]) env.reset(streamsOf(env, 4));
    const [seen, same] = [stepResult(plain), stepResult(wrapped)];
    const stream = RandomStream.of(4, 'actions');
    for (let step = 0; step < 120; step++) {
      expect(wrapped.observations).toEqual(plain.observations);
      const actions = randomActions(plain, stream);
      plain.step(actions, seen);
      wrapped.step(actions, same);
      expect(same).toEqual(seen);
    }
  });
});

test('a copy switches with the first episode that begins after so many steps of its member, over all its copies', () => {
  // Episodes of three steps, of two copies each for two members; the second member stands still at first.
  const env = makeEnv('switching(pendulum(max_episode_steps=3),every=10,g=[5])', { size: 4, copies: 2 });
  env.reset(streamsOf(env, 1), [0, 9]);
  const out = stepResult(env);
  const actions = new Float64Array(4);
  const seen: number[][] = [];
  for (let step = 1; step <= 9; step++) {
    env.step(actions, out, Uint8Array.of(1, 1, step > 3 ? 1 : 0, step > 3 ? 1 : 0));
    seen.push(periods(env));
  }
  // After steps 3, 6 and 9 the first member has made 6, 12 and 18 steps; the other one, after 6 and 9, 15 and 21.
  expect([seen[2], seen[4], seen[5], seen[7], seen[8]]).toEqual([
    [0, 0, 0, 0],
    [0, 0, 0, 0],
    [1, 1, 1, 1],
    [1, 1, 1, 1],
    [1, 1, 2, 2],
  ]);
});

test('members switch each for itself, whatever the others do', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.integer({ min: 1, max: 3 }),
      fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
      (seed, copies, rests) => {
        const name = 'switching(cartpole(max_episode_steps=7),every=11,gravity=[20,3],permute=true)';
        const together = makeEnv(name, { size: 2 * copies, copies });
        const alone = makeEnv(name, { size: copies });
        together.reset(streamsOf(together, seed));
        alone.reset(streamsOf(alone, seed));
        const [out, outAlone] = [stepResult(together), stepResult(alone)];
        const stream = RandomStream.of(seed, 'actions');
        for (const rest of rests) {
          const actions = randomActions(together, stream);
          const running = Uint8Array.from({ length: 2 * copies }, (_, row) => Number(row < copies || !rest));
          together.step(actions, out, running);
          alone.step(actions.subarray(0, copies), outAlone);
          expect(together.state.subarray(0, alone.state.length)).toEqual(alone.state);
          expect(together.observations.subarray(0, alone.observations.length)).toEqual(alone.observations);
        }
        expect(Math.max(...periods(alone))).toBeGreaterThan(2);
      },
    ),
    { numRuns: 20 },
  );
});

test('the physics of a period are those of the values that it has, and the order of its numbers is drawn', () => {
  const name = 'switching(cartpole(length=0.7),every=100,gravity=[20,3],masspole=[0.5],permute=true,seed=3)';
  for (const [lived, gravity] of [
    [100, 20],
    [250, 3],
    [399, 20],
  ] as const) {
    const switched = makeEnv(name, { size: 2 });
    const plain = makeEnv(`cartpole(length=0.7,gravity=${gravity},masspole=0.5)`, { size: 2 });
    switched.reset(streamsOf(switched, 5), [lived]);
    plain.reset(streamsOf(plain, 5));
    const order = permutationsOfPeriods(4, 3)(Math.floor(lived / 100))!;
    const [out, expected] = [stepResult(switched), stepResult(plain)];
    for (let step = 0; step < 8; step++) {
      const sight = Float32Array.from(
        switched.observations,
        (_, at) => plain.observations[at - (at % 4) + order[at % 4]!]!,
      );
      expect(switched.observations).toEqual(sight);
      const actions = Float64Array.of(step % 2, 1);
      switched.step(actions, out);
      plain.step(actions, expected);
      expect(out.rewards).toEqual(expected.rewards);
    }
  }
});

test('its space holds what any period shows, its threshold and success what all of them say', () => {
  const { spec } = makeEnv('switching(deep-sea(size=3),every=5,mapping_seed=[1],permute=true)', { size: 1 });
  expect(spec).toMatchObject({
    picture: { height: 3, width: 3, channels: 1 },
    success: 'the treasure is reached',
  });
  expect(
    makeEnv('switching(pendulum,every=5,max_speed=[2,9],permute=true)', { size: 1 }).spec.observationSpace,
  ).toEqual({
    kind: 'box',
    low: [-9, -9, -9],
    high: [9, 9, 9],
  });
  const places = (others: string) => makeEnv(`switching(point-nav,every=5,${others})`, { size: 1 }).spec;
  expect(places('threshold=[0.1]').places).toEqual({ position: [0, 1, 2], goal: [3, 4, 5] });
  expect(places('threshold=[0.1]').success).toBe('the goal of the task as it is in that episode');
  expect(places('permute=true').places).toBeUndefined();
});

test('settings of what it is around are its own, in the order of that', () => {
  const { spec } = makeEnv('switching(CartPole-v1,length=[1],gravity=[2e1],every=2e4)', { size: 1 });
  expect(spec.id).toBe('switching(cartpole,every=20000,gravity=[20],length=[1])');
});

test.each([
  ['switching', 'switching wraps one environment, named first in its parentheses'],
  ['switching(cartpole,gravity=[20])', 'switching: every is missing; it must be integer (> 0)'],
  ['switching(cartpole,every=0,permute=true)', 'switching: every must be integer (> 0), given 0'],
  [
    'switching(cartpole,every=5)',
    'switching: nothing of cartpole changes; give values of a setting (gravity=[…]) or permute=true',
  ],
  ['switching(cartpool,every=5,permute=true)', 'unknown environment "cartpool": did you mean cartpole?'],
  ['switching(cartpole,every=5,wind=[1])', 'switching has no setting "wind"'],
  ['switching(cartpole,every=5,gravity=20)', 'switching: gravity must be list of number (> 0), given 20'],
  [
    'switching(cartpole,every=5,gravity=[20,-1])',
    'switching: gravity must be list of number (> 0), given [20,-1]',
  ],
  ['switching(cartpole,every=5,gravity=[])', 'switching: gravity must be list of number'],
  ['switching(cartpole,every=5,max_episode_steps=[9])', 'switching has no setting "max_episode_steps"'],
  [
    'switching(cartpole,every=5,order=shuffled,gravity=[1])',
    'switching: order must be cycle | random, given "shuffled"',
  ],
  [
    'switching(deep-sea,every=5,size=[5])',
    'switching: size=5 changes how many numbers are observed of deep-sea, which has to stay',
  ],
  [
    'switching(switching(cartpole,every=5,permute=true),every=9,permute=true)',
    'switching wraps an environment that stands by itself',
  ],
  [
    'switching(bandit,every=5,permute=true)',
    'bandit shows a single number, so that there is nothing to permute',
  ],
])('%s is refused in one line', (spec, message) => {
  const make = () => makeEnv(spec, { size: 1 });
  expect(make).toThrow(UsageError);
  expect(make).toThrow(message);
  try {
    make();
  } catch (error) {
    expect(String(error)).not.toContain('\n');
  }
});
