import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actionLength, environments, makeEnv, stepResult, type VectorEnv } from '../../envs/index.ts';
import { UsageError } from '../../src/errors.ts';
import { RandomStream } from '../../src/random.ts';
import { describeSettings } from '../../src/settings.ts';
import { everyExample } from './examples.ts';

const names = [
  ...everyExample,
  'point-nav(reward=milo)',
  'point-nav(dtype=float32,reward=milo,random_goal=false)',
  'point-nav-team(agents=2,goals=own,team_reward=0)',
  'point-nav-team(agents=1)',
  'frozen-lake(large=true,slippery=false)',
  'cliff-walking(slippery=true)',
  'switching(point-nav-team(agents=2),every=1000,threshold=[0.2],permute=true)',
  'switching(deep-sea,every=1000,order=random,mapping_seed=[1,2,3])',
];

/** Steps that all copies together may make before anything switches. */
const noneBefore = 1000;

/** Tasks whose every episode is a single step. */
const endsAtOnce = new Set(['bandit']);

/** `name` with one more setting, of what it is around where it is: `withSetting('point-nav(reward=milo)', 'threshold=1')`. */
function withSetting(name: string, setting: string): string {
  const [, inner, others] = /^switching\(([\w-]+(?:\([^)]*\))?),(.*)$/.exec(name) ?? [];
  if (inner !== undefined) return `switching(${withSetting(inner, setting)},${others}`;
  return name.endsWith(')') ? `${name.slice(0, -1)},${setting})` : `${name}(${setting})`;
}

function streams(seed: number, size: number): RandomStream[] {
  return Array.from({ length: size }, (_, copy) => RandomStream.of(seed, 'environment', copy));
}

function started(name: string, seed: number, copies: number): VectorEnv {
  const env = makeEnv(name, { size: copies });
  env.reset(streams(seed, env.size));
  return env;
}

/** Random actions that now and then leave a box by half its width. */
function randomActions({ spec, size }: VectorEnv, stream: RandomStream): Float64Array {
  const { actionSpace } = spec;
  const width = actionLength(actionSpace);
  return Float64Array.from({ length: size * width }, (_, i) => {
    if (actionSpace.kind === 'discrete') return stream.integer(actionSpace.n);
    const low = actionSpace.low[i % width]!;
    const high = actionSpace.high[i % width]!;
    return stream.uniform(low - (high - low) / 2, high + (high - low) / 2);
  });
}

/** Does nothing, or as little as a discrete space allows: no task ends by itself within a few such steps. */
function idleActions({ spec, size }: VectorEnv): Float64Array {
  const action = spec.actionSpace.kind === 'discrete' ? 1 : 0;
  return new Float64Array(size * actionLength(spec.actionSpace)).fill(action);
}

/** All that can be seen of `steps` random steps. */
function trajectory(name: string, seed: number, size: number, steps: number): number[][] {
  const env = started(name, seed, size);
  const out = stepResult(env);
  const actionStream = RandomStream.of(seed, 'actions');
  const seen = [[...env.observations]];
  for (let t = 0; t < steps; t++) {
    env.step(randomActions(env, actionStream), out);
    const { rewards, terminated, truncated, success, finalObservations } = out;
    seen.push([...rewards, ...terminated, ...truncated, ...success, ...finalObservations, ...env.state]);
  }
  return seen;
}

describe.each(names)('%s', (name) => {
  test('shows finite observations inside its space', () => {
    const env = started(name, 1, 8);
    const { low, high } = env.spec.observationSpace;
    const out = stepResult(env);
    const actions = RandomStream.of(1, 'actions');
    for (let t = 0; t < 600; t++) {
      env.step(randomActions(env, actions), out);
      for (const observations of [env.observations, out.finalObservations]) {
        observations.forEach((x, i) => {
          const inside = Number.isFinite(x) && x >= low[i % low.length]! && x <= high[i % low.length]!;
          if (!inside) expect.fail(`component ${i % low.length} is ${x} at step ${t}`);
        });
      }
      for (const reward of out.rewards) expect(reward).toSatisfy(Number.isFinite);
    }
    expect([...env.faults.values()]).toEqual([]);
  });

  test('describes its own sizes', () => {
    const env = started(name, 1, 3);
    const { observationSpace, stateLength } = env.spec;
    expect(env.rowLength).toBe(stateLength + 1);
    const { entry, settings, label, inner } = environments.resolve(name);
    // One around another is given more to make it.
    if (inner === undefined) {
      expect(stateLength, 'all of the numbers that the task counts').toBe(
        entry.create(settings, label).spec.stateLength,
      );
    }
    expect(observationSpace.high).toHaveLength(observationSpace.low.length);
    expect(env.size).toBe(3 * env.spec.agents);
    expect(env.observations).toHaveLength(env.size * observationSpace.low.length);
    expect(env.state).toHaveLength(env.size * env.rowLength);
  });

  test('ends for all agents of a team at once, and shows each the same world', () => {
    const env = started(withSetting(name, 'max_episode_steps=9'), 7, 3);
    const { rowLength } = env;
    const { agents } = env.spec;
    const out = stepResult(env);
    const actions = RandomStream.of(7, 'actions');
    for (let t = 0; t < 30; t++) {
      env.step(randomActions(env, actions), out);
      const world = (row: number) => ({
        flags: [out.terminated[row], out.truncated[row], out.success[row]],
        state: env.state.slice(row * rowLength, (row + 1) * rowLength),
      });
      for (let row = 3; row < 3 * agents; row++) expect(world(row)).toEqual(world(row % 3));
    }
  });

  test('repeats itself with the same streams and actions', () => {
    expect(trajectory(name, 5, 3, 60)).toEqual(trajectory(name, 5, 3, 60));
    expect(trajectory(name, 6, 3, 60)).not.toEqual(trajectory(name, 5, 3, 60));
  });

  test('gives a copy the same life alone and in company', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 2, max: 5 }), fc.nat(), (seed, size, pick) => {
        const copy = pick % size;
        const together = started(name, seed, size);
        const alone = makeEnv(name, { size: 1 });
        const { agents, observationSpace, actionSpace } = together.spec;
        alone.reset(Array.from({ length: agents }, () => streams(seed, size)[copy]!));
        const outTogether = stepResult(together);
        const outAlone = stepResult(alone);
        // The copy's own rows, one for each agent.
        const own = <Numbers extends Iterable<number>>(numbers: Numbers, length: number): number[] => {
          const all = [...numbers];
          return Array.from({ length: agents }, (_, agent) => agent * size + copy).flatMap((row) =>
            all.slice(row * length, (row + 1) * length),
          );
        };
        const actionStream = RandomStream.of(seed, 'actions');
        // Copies of one member count their steps together.
        expect(40 * size).toBeLessThan(noneBefore);
        for (let t = 0; t < 40; t++) {
          const actions = randomActions(together, actionStream);
          together.step(actions, outTogether);
          alone.step(Float64Array.from(own(actions, actionLength(actionSpace))), outAlone);
          expect(own(together.state, together.rowLength)).toEqual([...alone.state]);
          expect(own(together.observations, observationSpace.low.length)).toEqual([...alone.observations]);
          expect(own(outTogether.rewards, 1)).toEqual([...outAlone.rewards]);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('goes on identically from a state that is written back', () => {
    const env = makeEnv(name, { size: 4 });
    const owned = streams(2, env.size);
    env.reset(owned);
    const actionStream = RandomStream.of(2, 'actions');
    const out = stepResult(env);
    for (let t = 0; t < 5; t++) env.step(randomActions(env, actionStream), out);
    const saved = env.state.slice();
    const chance = owned.map((stream) => structuredClone(stream.state));
    const sight = env.observations.slice();
    const actions = idleActions(env);

    const goOn = (): unknown => {
      env.step(actions, out);
      return structuredClone({ ...out, state: env.state });
    };
    const first = goOn();
    env.step(actions, out);
    env.restore(
      saved,
      chance.map((state) => RandomStream.restore(state)),
    );
    expect(env.observations).toEqual(sight);
    expect(goOn()).toEqual(first);
  });

  test('takes over a run where it was left, the resets to come included', () => {
    const short = withSetting(name, 'max_episode_steps=4');
    const left = makeEnv(short, { size: 2 });
    const owned = streams(3, left.size);
    left.reset(owned);
    const out = stepResult(left);
    for (let t = 0; t < 6; t++) left.step(idleActions(left), out);

    const resumed = makeEnv(short, { size: 2 });
    const again = owned.map(({ state }) => RandomStream.restore(structuredClone(state)));
    resumed.restore(left.state.slice(), again, [12]);
    for (let t = 0; t < 12; t++) {
      expect(resumed.observations).toEqual(left.observations);
      left.step(idleActions(left), out);
      resumed.step(idleActions(resumed), out);
    }
    expect(resumed.state).toEqual(left.state);
  });

  test.skipIf(endsAtOnce.has(name))(
    'is truncated exactly at its time limit, and reset within that step',
    () => {
      const env = started(withSetting(name, 'max_episode_steps=3'), 4, 2);
      const endless = makeEnv(withSetting(name, 'max_episode_steps=100'), { size: 2 });
      const owned = streams(4, endless.size);
      endless.reset(owned);
      const out = stepResult(env);
      const outEndless = stepResult(endless);
      const limit = env.spec.maxEpisodeSteps;
      expect(limit).toBe(name.includes('reward=milo') ? 4 : 3);
      for (let t = 1; t <= limit; t++) {
        env.step(idleActions(env), out);
        endless.step(idleActions(endless), outEndless);
        expect(out.finalObservations).toEqual(endless.observations);
        expect([...out.truncated]).toEqual(Array(env.size).fill(t === limit ? 1 : 0));
      }
      const elapsed = [env, endless].map(({ state, rowLength }) => state[rowLength - 1]);
      expect(elapsed).toEqual([0, limit]);

      // It was reset as its twin is by hand, which has drawn the same so far. A state may be as long as an episode.
      endless.reset(owned);
      if (env.rowLength === endless.rowLength) expect(env.state).toEqual(endless.state);
      expect(env.observations).toEqual(endless.observations);
    },
  );
});

/** Those that can be made by their names alone. */
const byThemselves = environments
  .entries()
  .filter(({ wraps, settings }) => wraps !== true && settings.safeParse({}).success);
describe.each(byThemselves.map((entry) => ({ ...entry, entry })))('$name', ({ entry }) => {
  test('answers to its aliases in any case', () => {
    for (const alias of [entry.name, ...(entry.aliases ?? [])]) {
      expect(environments.get(alias.toUpperCase())).toBe(entry);
      expect(makeEnv(alias, { size: 1 }).spec.id).toBe(entry.name);
    }
  });

  test('describes every setting with a default, and a range where it is a number', () => {
    for (const { name, type, range, default: value, description } of describeSettings(entry.settings)) {
      expect(description, name).not.toBe('');
      expect(value, name).toBeDefined();
      if (/number|integer/.test(type)) expect(range, name).not.toBe('');
    }
  });

  test('refuses a setting out of range and says what is allowed', () => {
    const make = () => makeEnv(`${entry.name}(max_episode_steps=0)`, { size: 1 });
    expect(make).toThrow(UsageError);
    expect(make).toThrow(`${entry.name}: max_episode_steps must be integer (> 0), given 0`);
  });
});

test.each([
  ['cartpole(gravity=-1)', 'gravity must be number (> 0), given -1'],
  ['mountain-car(goal_velocity=1)', 'goal_velocity must be number (-0.07 ≤ x ≤ 0.07), given 1'],
  ['mountain-car-continuous(power=0)', 'power must be number (> 0), given 0'],
  ['acrobot(book_or_nips=paper)', 'book_or_nips must be book | nips, given "paper"'],
  ['pendulum(g=-1)', 'g must be number (≥ 0), given -1'],
  ['point-nav(start=[0,0])', 'start must be [number, number, number] (-1 ≤ x ≤ 1), given [0,0]'],
  ['point-nav(goal=[0,0,2])', 'goal must be [number, number, number] | none (-1 ≤ x ≤ 1), given [0,0,2]'],
  ['point-nav(reward=shaped)', 'reward must be progress | milo, given "shaped"'],
  ['point-nav-team(speeds=[1,2])', 'speeds takes a number for each of the 3 agents, given [1,2]'],
  ['point-nav-team(reward_scales=[1,-1,1])', 'reward_scales must be list of number | none (> 0)'],
])('%s is refused', (spec, message) => {
  expect(() => makeEnv(spec, { size: 1 })).toThrow(message);
});

test("Gymnasium's ids, limits and thresholds are kept", () => {
  const facts = [
    'CartPole-v1',
    'MountainCar-v0',
    'MountainCarContinuous-v0',
    'Acrobot-v1',
    'Pendulum-v1',
  ].map((id) => {
    const { spec } = makeEnv(id, { size: 1 });
    return [spec.id, spec.maxEpisodeSteps, spec.rewardThreshold, spec.success !== null];
  });
  expect(facts).toEqual([
    ['cartpole', 500, 475, true],
    ['mountain-car', 200, -110, true],
    ['mountain-car-continuous', 999, 90, true],
    ['acrobot', 500, -100, true],
    ['pendulum', 200, null, false],
  ]);
});

test.each([
  ['cartpole', [0, 0, 0, 0], [0.05, 0.05, 0.05, 0.05]],
  ['mountain-car', [-0.5, 0], [0.1, 0]],
  ['mountain-car-continuous', [-0.5, 0], [0.1, 0]],
  ['acrobot', [0, 0, 0, 0], [0.1, 0.1, 0.1, 0.1]],
  ['pendulum', [0, 0], [Math.PI, 1]],
])("episodes of %s start all over Gymnasium's range and nowhere else", (name, middle, reach) => {
  const size = 2000;
  const { state, rowLength } = started(name, 9, size);
  for (const [variable, centre] of middle.entries()) {
    const starts = Array.from({ length: size }, (_, copy) => state[copy * rowLength + variable]!);
    const lowest = Math.min(...starts) - centre;
    const highest = Math.max(...starts) - centre;
    // A tolerance of one float32 rounding for acrobot; uniform draws come within 1 % of either end.
    for (const end of [-lowest, highest]) {
      expect(end).toBeLessThanOrEqual(reach[variable]! * (1 + 1e-6));
      expect(end).toBeGreaterThanOrEqual(reach[variable]! * 0.98);
    }
  }
});
