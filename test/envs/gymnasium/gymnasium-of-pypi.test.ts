import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeEnv, stepResult, type VectorEnv } from '../../../envs/index.ts';
import { RandomStream } from '../../../src/random.ts';
import { actionLength } from '../../../src/spaces.ts';
import { standIn } from './stand-in.ts';

/** A Python that has Gymnasium, Box2D and ale-py; `.ci/on-gymnasium` makes one. */
const python = process.env.RL_BENCH_GYMNASIUM_PYTHON;

beforeAll(() => {
  if (python) process.env.RL_BENCH_GYM_PYTHON = python;
});

afterAll(() => {
  process.env.RL_BENCH_GYM_PYTHON = standIn;
});

const streamOf = (copy: number) => RandomStream.of(4, 'environment', copy);

function randomActions({ spec, size }: VectorEnv, stream: RandomStream): Float64Array {
  const { actionSpace } = spec;
  return Float64Array.from({ length: size * actionLength(actionSpace) }, () =>
    actionSpace.kind === 'discrete' ? stream.integer(actionSpace.n) : stream.uniform(-1.5, 1.5),
  );
}

describe.runIf(python)("the user's Gymnasium", () => {
  test.each([
    // Ours begins each step with what is seen of the other, which has been rounded to single precision.
    ['gym(CartPole-v1)', 'cartpole', 400],
    ['gym(MountainCar-v0)', 'mountain-car', 400],
    ['gym(MountainCarContinuous-v0)', 'mountain-car-continuous', 400],
  ])('%s takes the steps of %s', (theirs, ours, steps) => {
    const [reference, own] = [theirs, ours].map((name) => makeEnv(name, { size: 4 })) as [
      VectorEnv,
      VectorEnv,
    ];
    expect(reference.spec).toMatchObject({
      maxEpisodeSteps: own.spec.maxEpisodeSteps,
      rewardThreshold: own.spec.rewardThreshold,
      actionSpace: own.spec.actionSpace,
    });
    for (const each of [reference, own]) each.reset([0, 1, 2, 3].map(streamOf));
    const [out, ownOut] = [stepResult(reference), stepResult(own)];
    const chance = RandomStream.of(5);
    const width = own.spec.observationSpace.low.length;
    for (let step = 0; step < steps; step++) {
      for (let row = 0; row < 4; row++) {
        const from = row * own.rowLength;
        for (let i = 0; i < width; i++) own.state[from + i] = reference.observations[row * width + i]!;
        own.state[from + width] = reference.state[(row + 1) * reference.rowLength - 1]!;
      }
      const actions = randomActions(own, chance);
      // Ours makes an action that is out of bounds pay for what is beyond them, where Gymnasium is never given one.
      const clipped = actions.map((action) =>
        own.spec.actionSpace.kind === 'box' ? Math.min(1, Math.max(-1, action)) : action,
      );
      reference.step(actions, out);
      own.step(clipped, ownOut);
      for (const [index, value] of out.finalObservations.entries()) {
        expect(Math.abs(value - ownOut.finalObservations[index]!)).toBeLessThan(2e-6);
      }
      for (const [row, reward] of out.rewards.entries()) expect(ownOut.rewards[row]).toBeCloseTo(reward, 6);
      expect(out.terminated).toEqual(ownOut.terminated);
      expect(out.truncated).toEqual(ownOut.truncated);
    }
  });

  test('has a lander, in 8 numbers and 4 actions', () => {
    const { observationSpace, actionSpace, ...facts } = makeEnv('gym(LunarLander-v3)', { size: 1 }).spec;
    expect(observationSpace.low).toHaveLength(8);
    expect(actionSpace).toEqual({ kind: 'discrete', n: 4 });
    expect(facts).toMatchObject({ maxEpisodeSteps: 1000, rewardThreshold: 200 });
  });

  test.each([
    ['gym(LunarLander-v3)', 260],
    ['gym(LunarLander-v3,continuous=true,enable_wind=true)', 260],
    // Its world remembers the episodes before, where it is only reset.
    ['gym(BipedalWalker-v3)', 260],
    ['gym(FrozenLake-v1,map_name="8x8")', 260],
    ['gym(ALE/Breakout-v5,obs_type=ram)', 60],
  ])('%s lives the same life twice, alone, and taken up in the middle', (name, steps) => {
    const together = makeEnv(name, { size: 3 });
    const alone = makeEnv(name, { size: 1 });
    const left = makeEnv(name, { size: 3 });
    const streams = [0, 1, 2].map(streamOf);
    together.reset([0, 1, 2].map(streamOf));
    alone.reset([streamOf(1)]);
    left.reset(streams);
    let resumed = left;
    const [out, outAlone, outResumed] = [together, alone, left].map(stepResult);
    const chance = RandomStream.of(6);
    const width = actionLength(together.spec.actionSpace);
    for (let step = 0; step < steps; step++) {
      const actions = randomActions(together, chance);
      together.step(actions, out!);
      alone.step(actions.slice(width, 2 * width), outAlone!);
      if (step % 50 === 20) {
        const before = resumed;
        resumed = makeEnv(name, { size: 3 });
        resumed.restore(
          before.state.slice(),
          streams.map(
            ({ state }, row) => Object.assign(streams, { [row]: RandomStream.restore(state) })[row]!,
          ),
        );
        before.close();
      }
      resumed.step(actions, outResumed!);
      expect(resumed.faults.size).toBe(0);
      expect(outResumed).toEqual(out);
      expect(outAlone!.finalObservations).toEqual(
        out!.finalObservations.slice(
          outAlone!.finalObservations.length,
          2 * outAlone!.finalObservations.length,
        ),
      );
      expect(outAlone!.rewards[0]).toBe(out!.rewards[1]);
    }
    expect(resumed.state).toEqual(together.state);
    for (const each of [together, alone, resumed]) each.close();
  });

  test.each([
    ['gym(LunarLander-v9)', /cannot be made: Gymnasium says \w+: Environment version `?v9/],
    ['gym(Blackjack-v1,max_episode_steps=20)', /observations are of the space Tuple, and rl-bench knows Box/],
    ['gym(LunarLander-v3,gravity=3)', /cannot be made: Gymnasium says AssertionError: gravity/],
    [
      'gym(LunarLander-v3,engine=3)',
      /cannot be made: Gymnasium says TypeError: .*unexpected keyword argument 'engine'/,
    ],
  ])('refuses %s in one line', (name, message) => {
    expect(() => makeEnv(name, { size: 1 })).toThrow(message);
  });
});
