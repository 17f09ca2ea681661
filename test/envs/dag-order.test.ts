import { describe, expect, test } from 'vitest';
import { drawnSamples } from '../../envs/dag/linear-model.ts';
import { NodeFits } from '../../envs/dag/node-fits.ts';
import { extremeOrder, scoreOf, weightsOf } from '../../envs/dag/orders.ts';
import { makeEnv, stepResult, type VectorEnv } from '../../envs/index.ts';
import { RandomStream } from '../../src/random.ts';

function permutations(count: number): number[][] {
  if (count === 0) return [[]];
  return permutations(count - 1).flatMap((others) =>
    Array.from({ length: count }, (_, place) => others.toSpliced(place, 0, count - 1)),
  );
}

function drawn(seed: number, nodes = 5, edges = 5, samples = 200): number[][] {
  return drawnSamples({ nodes, edges, samples }, RandomStream.of(seed, 'test'));
}

test.each([1, 2, 3])('the extreme orders are those of trying all of them, seed %i', (seed) => {
  const fits = new NodeFits(drawn(seed));
  const scores = permutations(5).map((order) => scoreOf(fits, order));
  expect(scores).toHaveLength(120);
  expect(scoreOf(fits, extremeOrder(fits, 'lowest'))).toBeCloseTo(Math.min(...scores), 12);
  expect(scoreOf(fits, extremeOrder(fits, 'highest'))).toBeCloseTo(Math.max(...scores), 12);
  expect(extremeOrder(fits, 'lowest').toSorted()).toEqual([0, 1, 2, 3, 4]);
});

test.each([3, 5, 200])('a score is half of the mean squared residual, with %i samples', (samples) => {
  const x = drawn(4, 5, 7, samples);
  const fits = new NodeFits(x);
  const order = [3, 0, 4, 1, 2];
  const w = weightsOf(fits, order);
  const squares = x.flatMap((row) =>
    row.map((value, to) => (value - row.reduce((sum, own, from) => sum + own * w[from]![to]!, 0)) ** 2),
  );
  const residual = squares.reduce((sum, value) => sum + value) / (2 * samples);
  expect(scoreOf(fits, order)).toBeCloseTo(residual, 10);
  for (const [place, node] of order.entries()) {
    for (const later of order.slice(place)) expect(w[later]![node]).toBe(0);
  }
});

test('with many samples the best order is one of the graph that they are of', () => {
  // Two nodes, one edge: what it goes out from has the lower variance.
  for (const seed of [1, 2, 3, 4]) {
    const x = drawn(seed, 2, 1, 20_000);
    const variance = [0, 1].map((node) => x.reduce((sum, row) => sum + row[node]! ** 2, 0));
    const cause = variance[0]! < variance[1]! ? 0 : 1;
    expect(extremeOrder(new NodeFits(x), 'lowest')).toEqual([cause, 1 - cause]);
  }
});

/** The fewest swaps to a success, one after the other, and the return of that way. */
function bestEpisode(env: VectorEnv): { actions: number; sum: number } {
  const { n } = env.spec.actionSpace as { n: number };
  const out = stepResult(env);
  let open = [{ state: env.state.slice(), actions: 0, sum: 0 }];
  for (;;) {
    const next: typeof open = [];
    for (const { state, actions, sum } of open) {
      for (let action = 0; action < n; action++) {
        env.restore(state, [RandomStream.of(1)]);
        env.step(Int32Array.of(action), out);
        const reached = { actions: actions + 1, sum: sum + out.rewards[0]! };
        if (out.success[0] === 1) return reached;
        next.push({ state: env.state.slice(), ...reached });
      }
    }
    open = next;
  }
}

describe('an episode', () => {
  test('that comes near the best order is a success, and returns what the threshold says', () => {
    const env = makeEnv('dag-order(d=4)', { size: 1 });
    env.reset([RandomStream.of(1)]);
    const { actions, sum } = bestEpisode(env);
    expect(actions).toBeLessThanOrEqual(3);
    expect(sum).toBeGreaterThanOrEqual(env.spec.rewardThreshold!);
    expect(sum).toBeLessThanOrEqual((env.spec.rewardThreshold! + 1e-9) / 0.99);
  });

  test('is rewarded by what the score falls, whichever way it takes', () => {
    const env = makeEnv('dag-order(d=4,tolerance=0)', { size: 1 });
    env.reset([RandomStream.of(1)]);
    const out = stepResult(env);
    const before = env.state.slice();
    const reward = (action: number): number => {
      env.step(Int32Array.of(action), out);
      return out.rewards[0]!;
    };
    const [there, back] = [reward(3), reward(3)];
    expect(there).toBeGreaterThan(0);
    expect(there + back).toBeCloseTo(0, 12);
    expect([...env.state.slice(0, 4)]).toEqual([...before.slice(0, 4)]);
  });

  test('swaps the two nodes of its action and nothing else', () => {
    const env = makeEnv('dag-order(start=random,tolerance=0)', { size: 10 });
    env.reset(Array.from({ length: 10 }, (_, copy) => RandomStream.of(3, copy)));
    const before = env.state.slice();
    const out = stepResult(env);
    env.step(
      Int32Array.from({ length: 10 }, (_, copy) => copy),
      out,
    );
    const pairs = [0, 1, 2, 3, 4].flatMap((other) =>
      [0, 1, 2, 3, 4].slice(0, other).map((node) => [node, other]),
    );
    for (const [copy, [node, other]] of pairs.entries()) {
      if (out.terminated[copy] === 1) continue;
      const at = copy * env.rowLength;
      const now = Array.from(before.slice(at, at + 5), (own) =>
        own === node ? other : own === other ? node : own,
      );
      expect([...env.state.slice(at, at + 5)]).toEqual(now);
    }
  });

  test('begins with the worst order, or with any that is no success', () => {
    const worst = makeEnv('dag-order', { size: 2 });
    worst.reset([RandomStream.of(1), RandomStream.of(2)]);
    expect(worst.state.slice(0, 6)).toEqual(worst.state.slice(6, 12));
    const random = makeEnv('dag-order(start=random)', { size: 200 });
    random.reset(Array.from({ length: 200 }, (_, copy) => RandomStream.of(5, copy)));
    const starts = new Set(
      Array.from({ length: 200 }, (_, copy) => random.state.slice(copy * 6, copy * 6 + 5).join()),
    );
    expect(starts.size).toBeGreaterThan(60);
    expect(random.spec.rewardThreshold).toBeNull();
  });

  test('shows which node has which place, and the weights of all edges', () => {
    const env = makeEnv('dag-order(d=3,data_seed=4)', { size: 1 });
    env.reset([RandomStream.of(1)]);
    const order = [...env.state.slice(0, 3)];
    const seen = [...env.observations];
    expect(seen).toHaveLength(18);
    for (const [place, node] of order.entries()) {
      expect(seen.slice(3 * node, 3 * node + 3)).toEqual([0, 1, 2].map((at) => Number(at === place)));
    }
    const [first, second, third] = order as [number, number, number];
    const weight = (from: number, to: number) => seen[9 + 3 * from + to]!;
    for (const [from, to] of [
      [first, second],
      [first, third],
      [second, third],
    ] as const) {
      expect(weight(from, to)).not.toBe(0);
      expect(weight(to, from)).toBe(0);
    }
  });
});

test('a graph has as many edges as it has room for', () => {
  const dense = makeEnv('dag-order(d=3,edges_per_node=50)', { size: 1 });
  const full = makeEnv('dag-order(d=3,edges_per_node=1)', { size: 1 });
  expect(dense.spec.rewardThreshold).toBe(full.spec.rewardThreshold);
  expect(makeEnv('dag-order(data_seed=1)', { size: 1 }).spec.rewardThreshold).not.toBe(
    makeEnv('dag-order', { size: 1 }).spec.rewardThreshold,
  );
});
