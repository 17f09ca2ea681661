import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { gymnasiumServer } from '../../../envs/gymnasium/server.ts';
import { environments, makeEnv, stepResult, type VectorEnv } from '../../../envs/index.ts';
import { UsageError } from '../../../src/errors.ts';
import { RandomStream } from '../../../src/random.ts';
import { temporaryFolder } from '../../cli/command.ts';
import { hasPython, standIn } from './stand-in.ts';

const streams = (size: number, seed = 1) =>
  Array.from({ length: size }, (_, copy) => RandomStream.of(seed, 'environment', copy));

function started(name: string, size: number, seed = 1): VectorEnv {
  const env = makeEnv(name, { size });
  env.reset(streams(size, seed));
  return env;
}

afterEach(() => {
  process.env.RL_BENCH_GYM_PYTHON = standIn;
});

describe.runIf(hasPython)('environments of a Python', () => {
  test('are described as Gymnasium has them', () => {
    expect(makeEnv('gym(Walk-v0)', { size: 1 }).spec).toMatchObject({
      id: 'gym(Walk-v0)',
      observationSpace: { low: [-Infinity, -10], high: [Infinity, 10] },
      actionSpace: { kind: 'discrete', n: 3 },
      maxEpisodeSteps: 50,
      rewardThreshold: 2.5,
      success: null,
    });
    expect(makeEnv('gym("Throttle-v0",max_episode_steps=7)', { size: 1 }).spec).toMatchObject({
      actionSpace: { kind: 'box', low: [-1, 0], high: [1, 1] },
      maxEpisodeSteps: 7,
    });
    const { observationSpace } = makeEnv('gym(id=Rooms-v0)', { size: 1 }).spec;
    expect(observationSpace).toEqual({ kind: 'box', low: [0, 0, 0, 0, 0], high: [1, 1, 1, 1, 1] });
  });

  test('hand other settings on, and bear them in their labels', () => {
    expect(environments.resolve('gym(Walk-v0,wind=0,max_episode_steps=5)').label).toBe(
      'gym(Walk-v0,max_episode_steps=5,wind=0)',
    );
    const env = started('gym(Walk-v0,wind=0)', 1);
    const out = stepResult(env);
    const [place] = env.observations;
    env.step(Int32Array.of(2), out);
    expect(out.finalObservations[0]).toBe(Math.fround(place! + Math.fround(0.2)));
    expect(out.rewards[0]).toBeCloseTo(place! + 0.2, 6);
  });

  test('see a room of five as a one among zeros', () => {
    expect([...started('gym(Rooms-v0)', 1).observations]).toEqual([0, 0, 1, 0, 0]);
  });

  test('end, and are cut by themselves or by their limit', () => {
    const [right, left, idle] = [2, 0, 1].map((action) => {
      const env = started('gym(Walk-v0)', 1);
      const out = stepResult(env);
      for (let step = 1; ; step++) {
        env.step(Int32Array.of(action), out);
        if (out.terminated[0] || out.truncated[0]) return [step, out.terminated[0], out.truncated[0]];
      }
    });
    expect(right!.slice(1)).toEqual([1, 0]);
    expect(left!.slice(1)).toEqual([0, 1]);
    expect(left![0]).toBeLessThan(50);
    expect(idle).toEqual([50, 0, 1]);
  });

  test('take copies that begin alike', () => {
    const env = started('gym(Walk-v0)', 3);
    const { rowLength } = env;
    env.state.copyWithin(rowLength, 0, rowLength);
    env.observe();
    const out = stepResult(env);
    for (let step = 0; step < 5; step++) {
      env.step(Int32Array.of(2, 2, 2), out);
      const rows = [0, 1, 2].map((row) => [...out.finalObservations.slice(2 * row, 2 * row + 2)]);
      expect(rows[1]).toEqual(rows[0]);
      expect(rows[2]).not.toEqual(rows[0]);
    }
  });

  test('print what they like', () => {
    const [loud, quiet] = ['gym(Chatty-v0)', 'gym(Walk-v0)'].map((name) => {
      const env = started(name, 4);
      const out = stepResult(env);
      for (let step = 0; step < 300; step++) env.step(Int32Array.of(0, 1, 2, 1), out);
      return [...env.observations];
    });
    expect(loud).toEqual(quiet);
  });

  test('that ask the clock do not go on where they were left, and say so', () => {
    const left = started('gym(Whimsical-v0)', 2);
    const out = stepResult(left);
    for (let step = 0; step < 6; step++) left.step(Int32Array.of(1, 1), out);
    const resumed = makeEnv('gym(Whimsical-v0)', { size: 2 });
    resumed.restore(left.state.slice(), streams(2));
    resumed.step(Int32Array.of(1, 1), stepResult(resumed));
    expect(resumed.faults.get(0)).toBe(
      'environment gym(Whimsical-v0): Unrepeatable: taken again from its seed, the 6 steps of its episode have led elsewhere, so this environment draws what its seed does not decide, and its runs cannot go on from checkpoints; train this run from the beginning (copy 1 of 2, step 6 of its episode)',
    );
  });

  test('fail each for itself', () => {
    const env = started('gym(Fails-v0,at=1,place=0)', 8);
    const twin = started('gym(Walk-v0)', 8);
    const beyond = [0, 1, 2, 3, 4, 5, 6, 7].filter((row) => twin.observations[2 * row]! > 0);
    const [out, twins] = [stepResult(env), stepResult(twin)];
    for (let step = 0; step < 6; step++) {
      env.step(new Int32Array(8).fill(2), out);
      twin.step(new Int32Array(8).fill(2), twins);
    }
    expect([...env.faults.keys()]).toEqual(beyond);
    expect(beyond.length % 8).not.toBe(0);
    for (const [row, fault] of env.faults) {
      expect(fault).toBe(
        `environment gym(Fails-v0,at=1,place=0): ValueError: a wheel is off (copy ${row + 1} of 8, step 0 of its episode)`,
      );
    }
    for (let row = 0; row < 8; row++) {
      if (env.faults.has(row)) continue;
      expect(env.observations.slice(2 * row, 2 * row + 2)).toEqual(
        twin.observations.slice(2 * row, 2 * row + 2),
      );
    }
  });

  test.each([
    ['nan', /number 1 of the observation is NaN \(step 3 of/],
    ['short', /ValueError: an observation has 1 numbers, and those of its space have 2 \(step 2 of/],
    [
      'end',
      /gym\(Fails-v0,how=end\): Python: .*python has ended without an answer, and the last that it has said is "Segmentation fault of the simulator" \(step 2 of/,
    ],
  ])('fail in one line: %s', (how, fault) => {
    const env = started(`gym(Fails-v0,how=${how})`, 1);
    const other = started('gym(Walk-v0)', 1);
    const out = stepResult(env);
    other.step(Int32Array.of(2), out);
    for (let step = 0; step < 3; step++) env.step(Int32Array.of(2), out);
    expect(env.faults.get(0)).toMatch(fault);
    // Others go on, in another Python if need be, as they would have gone on.
    const undisturbed = started('gym(Walk-v0)', 1);
    undisturbed.step(Int32Array.of(2), out);
    for (const each of [other, undisturbed]) each.step(Int32Array.of(2), out);
    expect(other.state).toEqual(undisturbed.state);
    expect(other.faults.size).toBe(0);
  });

  test('hold nothing in Python once they are closed, and go on all the same', () => {
    const [env, twin] = [started('gym(Walk-v0)', 3), started('gym(Walk-v0)', 3)];
    const out = stepResult(env);
    for (let step = 0; step < 4; step++) {
      for (const each of [env, twin]) each.step(Int32Array.of(0, 1, 2), out);
      env.close();
    }
    expect(env.state).toEqual(twin.state);
    twin.close();
  });

  test.each([
    [
      'gym(Unknown-v3)',
      /^gym\(Unknown-v3\) cannot be made: Gymnasium says NameNotFound: Environment `Unknown`/,
    ],
    ['gym(Needy-v0)', /cannot be made: Gymnasium says DependencyNotInstalled: Box2D is not installed/],
    ['gym(Walk-v0,mass=2)', /^gym\(Walk-v0,mass=2\) cannot be made: Gymnasium says TypeError: .*'mass'/],
    [
      'gym(Pictures-v0)',
      /cannot be used: observations are of the space Dict, and rl-bench knows Box and Disc/,
    ],
    [
      'gym(Endless-v0)',
      /has no limit of steps, and an episode has to end; give it one, max_episode_steps=1000/,
    ],
    ['gym(Walk-v0,wind=f(x=1))', /keywords of gymnasium.make are numbers, words, .* given f\(…\)/],
    ['gym', /^gym: id is missing; it must be string/],
    ['gym(3)', /^gym: id must be string, given 3/],
  ])('%s is refused', (name, message) => {
    expect(() => makeEnv(name, { size: 1 })).toThrow(UsageError);
    expect(() => makeEnv(name, { size: 1 })).toThrow(message);
  });

  test('are asked of the Python that is named, and of no other', () => {
    const folder = temporaryFolder();
    const program = (name: string, text: string) => {
      const path = join(folder, name);
      writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
      return path;
    };
    const make = (python: string) => () => {
      process.env.RL_BENCH_GYM_PYTHON = python;
      makeEnv(`gym(Walk-v0,wind=${Math.random()})`, { size: 1 });
    };
    const bare = program('bare', 'exec python3 -I -S "$@"');
    expect(make(bare)).toThrow(
      `Python ${bare} has no Gymnasium (No module named 'gymnasium'); install it there (pip install gymnasium), or name another Python by RL_BENCH_GYM_PYTHON`,
    );
    expect(make(join(folder, 'none'))).toThrow(
      /RL_BENCH_GYM_PYTHON names .*none, which is no program that can be run/,
    );
    const other = program('other', 'echo I am no Python; exit 1');
    expect(make(other)).toThrow(
      /other, the Python whose Gymnasium is asked, does not work: .* has ended without an answer, and the last that it has said is "I am no Python"; name another one/,
    );
    expect(make(standIn)).not.toThrow();
    expect(gymnasiumServer().versions.gymnasium).toBe('stand-in');
  });
});
