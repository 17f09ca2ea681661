import { describe, expect, test } from 'vitest';
import { makeEnv, stepResult, type VectorEnv } from '../../envs/index.ts';
import { RandomStream } from '../../src/random.ts';

function started(settings: string, size = 1): VectorEnv {
  const env = makeEnv(`point-nav-team(${settings})`, { size });
  env.reset(Array.from({ length: env.size }, (_, row) => RandomStream.of(3, row)));
  return env;
}

/** Position and goal of an agent in the first copy. */
function placeOf({ state, spec }: VectorEnv, agent: number): { at: number[]; goal: number[] } {
  const goals = 3 * spec.agents;
  return {
    at: [...state.subarray(3 * agent, 3 * agent + 3)],
    goal: [...state.subarray(goals + 3 * agent, goals + 3 * agent + 3)],
  };
}

/** Actions that take every agent straight to its goal, as far as one step goes. */
function straight(env: VectorEnv, speeds: readonly number[]): Float64Array {
  return Float64Array.from(
    speeds.flatMap((speed, agent) => {
      const { at, goal } = placeOf(env, agent);
      return goal.map((component, i) => (component - at[i]!) / speed);
    }),
  );
}

const usual = { agents: 3, speeds: [1, 0.5, 0.25], scales: [1, 3, 10] };

describe('point-nav-team', () => {
  test('carries agents as far as their speeds allow', () => {
    const env = started('');
    env.step(new Float64Array(9).fill(9), stepResult(env));
    expect(usual.speeds.map((_, agent) => placeOf(env, agent).at[0])).toEqual([0.6, 0.3, 0.15]);
    const equals = started('speeds=[0.1,0.1,0.1]');
    equals.step(new Float64Array(9).fill(0.5), stepResult(equals));
    expect(usual.speeds.map((_, agent) => placeOf(equals, agent).at[2])).toEqual([0.05, 0.05, 0.05]);
  });

  test('rewards each agent as point-nav would, on its own scale, and all for the team', () => {
    const env = started('team_reward=0.5');
    const single = usual.speeds.map((speed, agent) => {
      const alone = makeEnv(`point-nav(random_goal=false,goal=[${placeOf(env, agent).goal}])`, { size: 1 });
      alone.reset([RandomStream.of(1)]);
      const out = stepResult(alone);
      alone.step(
        Float64Array.of(0.5, 0.5, 0.5).map((x) => x * speed),
        out,
      );
      return out.rewards[0]!;
    });
    const out = stepResult(env);
    env.step(new Float64Array(9).fill(0.5), out);
    const team = (0.5 * (single[0]! + single[1]! + single[2]!)) / 3;
    usual.scales.forEach((scale, agent) => {
      expect(out.rewards[agent]).toBeCloseTo(scale * single[agent]! + team, 12);
    });
  });

  test('goes on until the last agent has arrived; those that have stay and earn nothing more', () => {
    const env = started('team_reward=0');
    const out = stepResult(env);
    const arrivals: number[][] = [];
    let steps = 0;
    while (out.terminated[0] === 0) {
      const before = usual.scales.map((_, agent) => placeOf(env, agent).at);
      env.step(straight(env, usual.speeds), out);
      steps++;
      const arrived = [...out.rewards].map((reward, agent) => (reward > 10 * usual.scales[agent]! ? 1 : 0));
      arrivals.push(arrived);
      for (const agent of [0, 1, 2]) {
        const earlier = arrivals.slice(0, -1).some((each) => each[agent] === 1);
        if (!earlier) continue;
        expect(out.rewards[agent]).toBe(0);
        if (out.terminated[0] === 0) expect(placeOf(env, agent).at).toEqual(before[agent]);
      }
      expect(out.success[0]).toBe(out.terminated[0]);
      expect(steps).toBeLessThan(20);
    }
    // Everybody arrived once, the slowest last.
    expect([0, 1, 2].map((agent) => arrivals.reduce((sum, each) => sum + each[agent]!, 0))).toEqual([
      1, 1, 1,
    ]);
    expect(arrivals.at(-1)![2]).toBe(1);
    expect([...out.success]).toEqual([1, 1, 1]);
  });

  test('has one goal for all, or one for each', () => {
    const goals = (settings: string) => {
      const env = started(settings);
      return new Set([0, 1, 2].map((agent) => placeOf(env, agent).goal.join())).size;
    };
    expect([goals('goals=shared'), goals('goals=own')]).toEqual([1, 3]);
  });

  test('shows each agent itself, its goal and the others', () => {
    const env = started('goals=own');
    env.step(
      Float64Array.from({ length: 9 }, (_, i) => i / 10),
      stepResult(env),
    );
    const float32 = (numbers: readonly number[]) => [...Float32Array.from(numbers)];
    for (const agent of [0, 1, 2]) {
      const others = [0, 1, 2].filter((other) => other !== agent).map((other) => placeOf(env, other).at);
      const { at, goal } = placeOf(env, agent);
      expect([...env.observations.subarray(12 * agent, 12 * agent + 12)]).toEqual(
        float32([...at, ...goal, ...others.flat()]),
      );
    }
  });

  test('gives unlike speeds and scales to any number of agents, and a threshold that fits', () => {
    const env = started('agents=4');
    env.step(new Float64Array(12).fill(9), stepResult(env));
    expect([0, 1, 2, 3].map((agent) => placeOf(env, agent).at[0])).toEqual([0.6, 0.3, 0.15, 0.6]);
    expect(env.spec.rewardThreshold).toBeCloseTo(14 * (15 / 4 + 1), 12);
    expect(started('agents=1,team_reward=0').spec.rewardThreshold).toBe(14);
  });
});

test('the rows of a team lie apart by the copies of a member, and copies live their own lives', () => {
  // Two members of three copies each: rows 0–2 are the first agent of the first member, 3–5 the second, …
  const env = makeEnv('point-nav-team(agents=2,goals=own)', { size: 6, copies: 3 });
  expect(env.size).toBe(12);
  env.reset(Array.from({ length: 12 }, (_, row) => RandomStream.of(5, row)));
  const { rowLength } = env;
  const stateOf = (row: number) => [...env.state.subarray(row * rowLength, (row + 1) * rowLength)];
  for (const member of [0, 1]) {
    for (const copy of [0, 1, 2]) {
      const row = 6 * member + copy;
      expect(stateOf(row + 3)).toEqual(stateOf(row));
      const alone = makeEnv('point-nav-team(agents=2,goals=own)', { size: 1 });
      alone.reset([RandomStream.of(5, row), RandomStream.of(0)]);
      expect(stateOf(row)).toEqual([...alone.state.subarray(0, rowLength)]);
    }
  }
  expect(() => makeEnv('point-nav-team', { size: 4, copies: 3 })).toThrow(/not whole members/);
});
