import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type GradientStats, GradientWatch } from '../../src/diagnostics/gradient-stats.ts';
import { ParameterLayout } from '../../src/tensors/parameter-layout.ts';
import * as tf from '../../src/tensors/tf.ts';

const layout = new ParameterLayout([
  { name: 'a.kernel', shape: [2, 2] },
  { name: 'a.bias', shape: [1, 3] },
]);
const members = 2;
const samples = [12, 12];
const slices = [
  [0, 7],
  [0, 4],
  [4, 7],
] as const;

type Vectors = readonly (readonly number[])[];
const tensorOf = (vectors: Vectors) => tf.tensor3d(vectors.flat(), [members, 1, layout.length]);
const norm = (values: readonly number[]) => Math.hypot(...values);
const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

/** The definitions, in plain arithmetic: minibatches × numbers of one member. */
function expected(
  gradients: Vectors,
  previous: Vectors | undefined,
  before: readonly number[],
  after: readonly number[],
) {
  return slices.map(([start, end]) => {
    const cut = (vector: readonly number[]) => vector.slice(start, end);
    const all = gradients.flatMap(cut);
    const mean = all.reduce((a, b) => a + b, 0) / all.length;
    const sum = (batch: Vectors) =>
      cut(batch[0]!).map((_, i) => batch.reduce((total, g) => total + cut(g)[i]!, 0));
    const own = sum(gradients);
    const last = previous && sum(previous);
    const product = last && norm(own) * norm(last);
    return {
      gradNorm: Math.sqrt(gradients.reduce((total, g) => total + norm(cut(g)) ** 2, 0) / gradients.length),
      gradMean: mean,
      gradStd: Math.sqrt(all.reduce((total, g) => total + (g - mean) ** 2, 0) / all.length),
      gradMaxAbs: Math.max(...all.map(Math.abs)),
      updateNorm: norm(cut(after).map((x, i) => x - cut(before)[i]!)),
      paramNorm: norm(cut(after)),
      cosinePrevious:
        // Sums that all but vanish have no direction worth comparing.
        product === undefined ? null : product < 0.1 ? undefined : dot(own, last!) / product,
    };
  });
}

function expectStats(found: readonly GradientStats[], wanted: ReturnType<typeof expected>): void {
  for (const [layer, values] of wanted.entries()) {
    const { gradStd, ...others } = values;
    // A variance is the small difference of two larger numbers: it is as exact as they are (and tiny squares vanish).
    const meanSquare = gradStd ** 2 + values.gradMean ** 2;
    expect(Math.abs(found[layer]!.gradStd ** 2 - gradStd ** 2)).toBeLessThanOrEqual(
      1e-5 * meanSquare + 1e-12,
    );
    for (const [name, value] of Object.entries(others)) {
      const actual = found[layer]![name as keyof GradientStats];
      if (value === undefined) continue;
      if (value === null) expect(actual).toBeNull();
      else expect(actual, `${name} of layer ${layer}`).toBeCloseTo(value, 4);
    }
  }
}

const vector = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 7, maxLength: 7 });
const batch = fc.array(fc.tuple(vector, vector), { minLength: 1, maxLength: 4 });

/** Shows the watch one more gradient. */
function add(watch: GradientWatch, gradient: tf.Tensor, active: readonly boolean[]): void {
  watch.take(
    tf.tidy(() => watch.added(watch.totals, gradient, active)),
    active,
  );
}

describe('GradientWatch', () => {
  test('measures what its documentation says, update after update, member by member', async () => {
    await fc.assert(
      fc.asyncProperty(batch, batch, vector, vector, async (first, second, before, after) => {
        const watch = new GradientWatch(layout, members);
        let previous: typeof first | undefined;
        for (const update of [first, second]) {
          for (const gradients of update) add(watch, tensorOf(gradients), [true, true]);
          const stats = await watch.read(tensorOf([before, after]), tensorOf([after, before]), samples);
          for (const member of [0, 1] as const) {
            const of = (all: typeof first | undefined) => all?.map((pair) => pair[member]);
            const ends = member === 0 ? ([before, after] as const) : ([after, before] as const);
            expectStats(stats[member]!, expected(of(update)!, of(previous), ...ends));
          }
          previous = update;
        }
        watch.dispose();
      }),
      { numRuns: 200 },
    );
  });

  test('counts a minibatch for the members that take part only', async () => {
    const watch = new GradientWatch(layout, members);
    const ones = Array<number>(7).fill(1);
    add(watch, tensorOf([ones, ones]), [true, true]);
    add(watch, tensorOf([ones.map(() => 3), ones.map(() => Number.NaN)]), [true, false]);
    const params = tensorOf([ones, ones]);
    const [both, early] = await watch.read(params, params, samples);
    expect(both![0]!.gradMean).toBeCloseTo(2, 6);
    expect(early![0]).toMatchObject({ gradMean: 1, gradStd: 0, gradMaxAbs: 1, updateNorm: 0 });
    watch.dispose();
  });

  test('has no cosine at the first update and 1 when the gradient stays', async () => {
    const watch = new GradientWatch(layout, members);
    const gradient = tensorOf([
      [1, 2, 3, 4, 5, 6, 7],
      [1, 0, 0, 0, -1, 0, 0],
    ]);
    add(watch, gradient, [true, true]);
    expect((await watch.read(gradient, gradient, samples))[0]![0]!.cosinePrevious).toBeNull();
    add(watch, gradient, [true, true]);
    for (const stats of await watch.read(gradient, gradient, samples))
      expect(stats[0]!.cosinePrevious).toBeCloseTo(1, 6);
    watch.dispose();
  });

  test('tells gradient and noise by the minibatches of the first pass alone, where there are two', async () => {
    await fc.assert(
      fc.asyncProperty(batch, batch, async (first, later) => {
        const watch = new GradientWatch(layout, members);
        for (const gradients of first) add(watch, tensorOf(gradients), [true, true]);
        watch.endFirstPass();
        for (const gradients of later) add(watch, tensorOf(gradients), [true, true]);
        const params = tensorOf(first[0]!);
        const stats = await watch.read(params, params, samples);
        for (const member of [0, 1] as const) {
          for (const [layer, [start, end]] of slices.entries()) {
            const own = first.map((pair) => pair[member].slice(start, end));
            const mean = own[0]!.map((_, i) => own.reduce((sum, g) => sum + g[i]!, 0) / own.length);
            const small = own.reduce((sum, g) => sum + norm(g) ** 2, 0) / own.length;
            const { gradSignal, gradNoise } = stats[member]![layer]!;
            if (own.length === 1) {
              expect([gradSignal, gradNoise]).toEqual([null, null]);
              continue;
            }
            // The norm on a minibatch is the gradient's plus the noise over its samples, that of the mean over all of them.
            expect(gradSignal! + (gradNoise! * own.length) / 12).toBeCloseTo(small, 3);
            expect(gradSignal! + gradNoise! / 12).toBeCloseTo(norm(mean) ** 2, 3);
          }
        }
        watch.dispose();
      }),
      { numRuns: 100 },
    );
  });
});
