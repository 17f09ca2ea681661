import { describe, expect, test } from 'vitest';
import { lanczos, type Spectrum } from '../../../src/diagnostics/curvature/lanczos.ts';
import { sgdSpectralRadius } from '../../../src/diagnostics/curvature/sgd-stability.ts';
import { curvatures } from '../../../src/diagnostics/curvature/spectra.ts';
import * as tf from '../../../src/tensors/tf.ts';
import { doublePrecision, flat, goldenCases, type Numbers } from '../../agents/golden.ts';
import { probeOf } from '../probe-of.ts';

type Matrix = readonly (readonly number[])[];

interface OfLoss {
  readonly id: string;
  readonly kind: 'hessian';
  readonly inputs: {
    readonly params: readonly [Matrix, readonly number[], Matrix, readonly number[]];
    readonly x: Matrix;
    readonly y?: readonly number[];
    readonly actions?: readonly number[];
    readonly advantages?: readonly number[];
    readonly v: readonly number[];
    readonly probes: Matrix;
    readonly start: readonly number[];
    readonly lanczos_steps: number;
    readonly lr: number;
  };
  readonly expected: Readonly<Record<string, Numbers>>;
}

interface OfMatrix {
  readonly id: string;
  readonly kind: 'matrix';
  readonly inputs: { readonly H: Matrix; readonly start: readonly number[]; readonly lanczos_steps?: number };
  readonly expected: { readonly eigenvalues: readonly number[]; readonly ritz_extremes?: readonly number[] };
}

interface OfSgd {
  readonly id: string;
  readonly kind: 'sgd_stability';
  readonly inputs: { readonly X: Matrix };
  readonly expected: {
    readonly sharpness: number;
    readonly trace: number;
    readonly rows_S_lr_spectral_radius_stable: readonly (readonly [number, number, number, boolean])[];
  };
}

interface OfDescent {
  readonly id: string;
  readonly kind: 'eos';
  readonly inputs: { readonly x: number; readonly y: number; readonly lr: number; readonly steps: number };
  readonly expected: {
    readonly first_20: Matrix;
    readonly max_sharpness: number;
    readonly final: readonly number[];
    readonly final_sharpness_times_lr_over_2: number;
  };
}

const cases = goldenCases<OfLoss | OfMatrix | OfSgd | OfDescent>('curvature', 'systems');
const ofKind = <Kind extends (typeof cases)[number]['kind']>(kind: Kind) =>
  cases.filter((each): each is Extract<(typeof cases)[number], { kind: Kind }> => each.kind === kind);

/** Single precision is held to the tolerance of its file; what is computed on the host alone to the double one. */
function expectNear(given: Numbers, expected: Numbers, double: boolean, what: string): void {
  const [atol, rtol] = double ? [1e-8, 1e-8] : [2e-3, 1e-2];
  const [found, wanted] = [flat(given), flat(expected)];
  expect(found.length, what).toBe(wanted.length);
  for (const [i, value] of wanted.entries()) {
    expect(Math.abs(found[i]! - value), `${what} ${i}: ${found[i]} for ${value}`).toBeLessThanOrEqual(
      atol + rtol * Math.abs(value),
    );
  }
}

/** The outputs `[B, outputs]` of a network of one hidden layer of tanh at parameters `[1, 1, n]`. */
function outputsOf({ params, x }: OfLoss['inputs'], vector: tf.Tensor): tf.Tensor2D {
  const [inputs, hidden, outputs] = [x[0]!.length, params[1].length, params[3].length];
  const shapes: readonly [number, number][] = [
    [inputs, hidden],
    [1, hidden],
    [hidden, outputs],
    [1, outputs],
  ];
  const [w1, b1, w2, b2] = tf
    .split(
      tf.reshape(vector, [-1]),
      shapes.map(([rows, columns]) => rows * columns),
    )
    .map((part, index) => tf.reshape(part, shapes[index]!) as tf.Tensor2D) as [
    ...[tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D],
  ];
  const first = tf.tanh(tf.add(tf.matMul(tf.tensor2d(x as number[][]), w1), b1)) as tf.Tensor2D;
  return tf.add(tf.matMul(first, w2), b2);
}

/** The loss of a case, `[1]`; of a policy the surrogate whose old policy stays the one at `at`. */
function lossOf(inputs: OfLoss['inputs'], at: tf.Tensor): (vector: tf.Tensor) => tf.Tensor {
  const { y, actions, advantages } = inputs;
  if (y) {
    return (vector) => {
      const apart = tf.sub(tf.reshape(outputsOf(inputs, vector), [-1]), [...y]);
      return tf.reshape(tf.mul(0.5, tf.mean(tf.square(apart))), [1]);
    };
  }
  const taken = (vector: tf.Tensor): tf.Tensor => {
    const logits = outputsOf(inputs, vector);
    return tf.sum(
      tf.mul(tf.logSoftmax(logits), tf.oneHot(tf.tensor1d([...actions!], 'int32'), logits.shape[1])),
      1,
    );
  };
  const old = [...taken(at).dataSync()];
  return (vector) =>
    tf.reshape(tf.neg(tf.mean(tf.mul([...advantages!], tf.exp(tf.sub(taken(vector), old))))), [1]);
}

describe('the curvature of a loss by products alone', () => {
  for (const { id, inputs, expected } of ofKind('hessian')) {
    test(id, async () => {
      const at = flat(inputs.params as Numbers);
      const probe = probeOf(lossOf(inputs, tf.tensor(at, [1, 1, at.length])), [at]);
      const numbers = (name: string) => expected[name] as readonly number[];
      const near = (given: Numbers, name: string, of = expected[name]!) =>
        expectNear(given, of, doublePrecision, name);
      const { gradient, product } = await probe.ask((of) => ({
        gradient: of.gradient().vector!,
        product: of.hessianProduct!({ vector: tf.tensor([...inputs.v], [1, 1, at.length]) }).vector!,
      }));
      near([...gradient[0]!], 'gradient');
      near([...product[0]!], 'Hv');
      const probes = inputs.probes.map((signs) => Float32Array.from(signs));
      const { start, lanczos_steps: steps } = inputs;
      const found = (await curvatures(probe, { start, steps, probes }))[0]![0]!;
      const { alpha, beta, ritzValues } = found.spectrum!;
      near(alpha, 'lanczos_alpha');
      near(beta, 'lanczos_beta');
      near(ritzValues, 'ritz_values');
      near(found.trace, 'hutchinson');
      near(found.alongGradient / found.squaredGradient, 'gradient_curvature');
      // With as many products as there are dimensions, the outermost eigenvalues themselves.
      const whole = (await curvatures(probe, { start, steps: at.length, probes }))[0]![0]!.spectrum!;
      near(whole.ritzValues.at(-1)!, 'sharpness');
      near((whole.ritzValues.at(-1)! * inputs.lr) / 2, 'gd_stability');
      near(whole.ritzValues[0]!, 'the smallest', numbers('eigenvalues')[0]!);
    });
  }
});

/** The iteration on a matrix that is known. */
function spectrumOf(matrix: Matrix, start: readonly number[], steps: number): Spectrum {
  const iteration = lanczos(start, steps);
  let turn = iteration.next();
  while (!turn.done) {
    const direction = turn.value;
    turn = iteration.next(matrix.map((row) => row.reduce((sum, each, i) => sum + each * direction[i]!, 0)));
  }
  return turn.value!;
}

describe('the Lanczos iteration', () => {
  for (const { id, inputs, expected } of ofKind('matrix')) {
    test(id, () => {
      const steps = inputs.lanczos_steps ?? inputs.start.length;
      const { alpha, ritzValues } = spectrumOf(inputs.H, inputs.start, steps);
      const outermost = (values: readonly number[]) => [values[0]!, values.at(-1)!];
      expectNear(outermost(ritzValues), expected.ritz_extremes ?? outermost(expected.eigenvalues), true, id);
      expect(alpha.length).toBeLessThanOrEqual(steps);
    });
  }

  test('stops where the start has no part in other eigenvectors, and where nothing is left of it', () => {
    const diagonal = [2, 2, 5].map((value, row) => [0, 1, 2].map((column) => (row === column ? value : 0)));
    expect(spectrumOf(diagonal, [3, 4, 0], 3).alpha).toHaveLength(1);
    expect(spectrumOf(diagonal, [3, 4, 1], 3).ritzValues).toHaveLength(2);
    const nothing = diagonal.map((row) => row.map(() => 0));
    expect(spectrumOf(nothing, [1, 2, -1], 3)).toEqual({ alpha: [0], beta: [], ritzValues: [0] });
  });

  test('has nothing to say of products that are not finite', () => {
    const iteration = lanczos([1, 2], 2);
    iteration.next();
    expect(iteration.next([1, Number.NaN])).toEqual({ done: true, value: undefined });
  });
});

describe('the stability of SGD, exactly', () => {
  for (const { id, inputs, expected } of ofKind('sgd_stability')) {
    test(id, () => {
      for (const [batch, lr, radius, stable] of expected.rows_S_lr_spectral_radius_stable) {
        const found = sgdSpectralRadius(inputs.X, batch, lr);
        expectNear(found, radius, true, `S=${batch}, lr=${lr}`);
        expect(found <= 1 + 1e-12).toBe(stable);
        if (batch === 1 && stable) expect(expected.trace).toBeLessThanOrEqual(2 / lr);
      }
      const size = inputs.X[0]!.length;
      const hessian = Array.from({ length: size }, (_, i) =>
        Array.from(
          { length: size },
          (_, j) => inputs.X.reduce((sum, row) => sum + row[i]! * row[j]!, 0) / inputs.X.length,
        ),
      );
      const start = hessian.map((_, i) => i + 1);
      expectNear(spectrumOf(hessian, start, size).ritzValues.at(-1)!, expected.sharpness, true, 'sharpness');
    });
  }
});

describe('the sharpness on the way to the edge of stability', () => {
  for (const { id, inputs, expected } of ofKind('eos')) {
    test(id, () => {
      let { x, y } = inputs;
      const rows: number[][] = [];
      for (let step = 0; step <= inputs.steps; step++) {
        const miss = 1 - x * x * y * y;
        const hessian = [
          [4 * x * x * y ** 4 - 2 * y * y * miss, 4 * x ** 3 * y ** 3 - 4 * x * y * miss],
          [4 * x ** 3 * y ** 3 - 4 * x * y * miss, 4 * x ** 4 * y * y - 2 * x * x * miss],
        ];
        rows.push([x, y, miss ** 2 / 2, spectrumOf(hessian, [1, 0.3], 2).ritzValues.at(-1)!]);
        [x, y] = [x + inputs.lr * 2 * miss * x * y * y, y + inputs.lr * 2 * miss * x * x * y];
      }
      expectNear(rows.slice(0, 20), expected.first_20, true, 'the first steps');
      expectNear(
        Math.max(...rows.map(([, , , sharpness]) => sharpness!)),
        expected.max_sharpness,
        true,
        'most',
      );
      expectNear(rows.at(-1)!, expected.final, true, 'the end');
      const ratio = (rows.at(-1)![3]! * inputs.lr) / 2;
      expectNear(ratio, expected.final_sharpness_times_lr_over_2, true, 'λη/2');
    });
  }
});
