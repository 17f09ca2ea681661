import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeEnv, stepResult, type VectorEnv } from '../../envs/index.ts';
import { RandomStream } from '../../src/random.ts';
import { compareWithGolden } from './compare-with-golden.ts';
import { type Episode, readGolden } from './golden-episodes.ts';

interface Recording {
  readonly name: string;
  readonly dtype: 'float32' | 'float64';
  readonly start: number[];
  readonly goal: number[];
  readonly distance_threshold: number;
  readonly max_steps: number;
  readonly actions: number[][];
  readonly states: number[][];
  readonly rewards: number[];
  readonly terminated: boolean[];
  readonly truncated: boolean[];
  readonly goal_reached: boolean[];
}

const { episodes } = readGolden<{ episodes: Recording[] }>('point_navigation.json');

function miloName({ dtype, start, goal, distance_threshold, max_steps }: Recording): string {
  const settings = `random_goal=false,start=[${start}],goal=[${goal}],threshold=${distance_threshold}`;
  return `point-nav(reward=milo,dtype=${dtype},max_episode_steps=${max_steps},${settings})`;
}

describe('point-nav(reward=milo) follows MILO', () => {
  for (const recording of episodes) {
    const states = recording.states.map((position) => [...position, ...recording.goal]);
    const episode: Episode = {
      ...recording,
      initial: [...recording.start, ...recording.goal],
      states,
      observations: states,
      success: recording.goal_reached,
      numpySemantics: '1.x',
    };
    // In float32 too: the rounded operations are the reference's own, in its order.
    const exactness = recording.dtype === 'float32' ? 0 : 1e-13;
    compareWithGolden(miloName(recording), episode, {
      oneStep: exactness,
      rollOut: { error: exactness, steps: 500 },
      reward: 1e-13,
    });
  }

  test.each(episodes)('$name starts where it was told to', (recording) => {
    const env = started(miloName(recording));
    expect([...env.state]).toEqual([...recording.start, ...recording.goal, 0]);
  });

  test('the time limit strikes one step late and ends the episode without success', () => {
    const env = started('point-nav(reward=milo,max_episode_steps=3)');
    const out = stepResult(env);
    const flags: number[][] = [];
    for (let t = 0; t < 4; t++) {
      env.step(new Float64Array(3), out);
      flags.push([out.terminated[0]!, out.truncated[0]!, out.success[0]!]);
    }
    expect(flags).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
      [1, 1, 0],
    ]);
    expect(env.spec.maxEpisodeSteps).toBe(4);
  });
});

function started(name: string, seed = 1): VectorEnv {
  const env = makeEnv(name, { size: 1 });
  env.reset([RandomStream.of(seed)]);
  return env;
}

function distance(env: VectorEnv): number {
  const [x, y, z, goalX, goalY, goalZ] = env.state;
  return Math.hypot(x! - goalX!, y! - goalY!, z! - goalZ!);
}

const unit = fc.double({ min: -1, max: 1, noNaN: true });

test.each(['float64', 'float32'])('random goals of %s lie between 0.3 and 1 from the start', (dtype) => {
  fc.assert(
    fc.property(unit, unit, unit, fc.integer(), (x, y, z, seed) => {
      const env = makeEnv(`point-nav(dtype=${dtype},start=[${[x, y, z].map((c) => c.toFixed(3))}])`, {
        size: 8,
      });
      env.reset(Array.from({ length: 8 }, (_, copy) => RandomStream.of(seed, copy)));
      for (let copy = 0; copy < 8; copy++) {
        const [sx, sy, sz, gx, gy, gz] = env.state.subarray(copy * 7);
        const away = Math.hypot(sx! - gx!, sy! - gy!, sz! - gz!);
        expect(away).toBeGreaterThan(0.3 - 1e-7);
        expect(away).toBeLessThan(1 + 1e-7);
        for (const coordinate of [gx!, gy!, gz!]) expect(Math.abs(coordinate)).toBeLessThanOrEqual(0.8001);
      }
    }),
  );
});

test('a new goal is drawn for every episode unless random_goal=false', () => {
  const goals = (name: string): string[] => {
    const env = started(name);
    const seen = [env.state.slice(3, 6).join()];
    const out = stepResult(env);
    for (let t = 0; t < 5; t++) {
      env.step(new Float64Array(3), out);
      seen.push(env.state.slice(3, 6).join());
    }
    return seen;
  };
  expect(new Set(goals('point-nav(max_episode_steps=1)')).size).toBe(6);
  expect(new Set(goals('point-nav(max_episode_steps=1,random_goal=false)'))).toEqual(new Set(['1,1,1']));
});

test('the reward for progress adds up to what was gained, whatever way was taken', () => {
  const moves = fc.array(fc.tuple(unit, unit, unit), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(moves, fc.integer(), (path, seed) => {
      const env = started('point-nav', seed);
      const before = distance(env);
      const out = stepResult(env);
      let sum = 0;
      for (const [index, move] of path.entries()) {
        env.step(Float64Array.from(move), out);
        sum += out.rewards[0]!;
        const [x, y, z, goalX, goalY, goalZ] = out.finalObservations;
        const left = Math.hypot(x! - goalX!, y! - goalY!, z! - goalZ!);
        const arrival = out.success[0] === 1 ? 15 : 0;
        const gained = (5 * (before - left)) / Math.sqrt(12) - 0.01 * (index + 1) + arrival;
        expect(sum).toBeCloseTo(gained, 5);
        expect(left < 0.05).toBe(out.success[0] === 1);
        if (out.terminated[0] === 1) return;
      }
    }),
  );
});

test('the goal is reached strictly within the threshold', () => {
  const arrives = (threshold: number): number => {
    const env = started(`point-nav(random_goal=false,goal=[0.5,0,0],threshold=${threshold})`);
    const out = stepResult(env);
    env.step(new Float64Array(3), out);
    return out.terminated[0]!;
  };
  expect([arrives(0.5), arrives(0.501)]).toEqual([0, 1]);
});

test('only the reward for progress has a return that counts as solved', () => {
  const threshold = (reward: string) =>
    makeEnv(`point-nav(reward=${reward})`, { size: 1 }).spec.rewardThreshold;
  expect([threshold('progress'), threshold('milo')]).toEqual([14, null]);
});

test('progress clips actions to the declared box, milo takes them as they come', () => {
  const positionAfter = (name: string): number[] => {
    const env = started(name);
    env.step(Float64Array.of(0.9, -0.7, 0.1), stepResult(env));
    return [...env.state.subarray(0, 3)];
  };
  expect(positionAfter('point-nav(random_goal=false)')).toEqual([0.6, -0.6, 0.1]);
  expect(positionAfter('point-nav(random_goal=false,reward=milo)')).toEqual([0.9, -0.7, 0.1]);
});

test('jumping to and fro earns nothing under progress and 0.5 a unit of way under milo', () => {
  const earned = (reward: string): number => {
    const env = started(`point-nav(reward=${reward},random_goal=false,goal=[0.25,0,0])`);
    const out = stepResult(env);
    let sum = 0;
    for (const x of [0.5, -0.5, 0.5, -0.5]) {
      env.step(Float64Array.of(x, 0, 0), out);
      sum += out.rewards[0]!;
    }
    return sum;
  };
  const stayingAway = (4 * 0.25) / Math.sqrt(12);
  expect(earned('progress')).toBeCloseTo(-0.04, 12);
  expect(earned('milo')).toBeCloseTo(-0.04 - stayingAway + 4 * 0.5 * 0.5, 12);
});

test('a fixed goal without random_goal=false is refused, not ignored', () => {
  expect(() => makeEnv('point-nav(goal=[0.5,0,0])', { size: 1 })).toThrow(/random_goal=false/);
});
