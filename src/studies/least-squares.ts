import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { pow } from '../pow.ts';

/** Singular values below this share of the largest are rounding: what they belong to is not inverted. */
const nothing = 1e-15;

/**
 * Linear least squares ‖Xw − y‖²/2 from w = 0, whose ways are known in closed form: with X = U S Vᵀ they are w = V f(S) Uᵀ y.
 */
export class LeastSquares {
  /** Descending. */
  readonly singularValues: readonly number[];
  readonly #v: Matrix;
  /** Uᵀ y */
  readonly #targets: readonly number[];
  readonly #columns: number;

  /** @param x `[n][d]` @param y `[n]` */
  constructor(x: readonly (readonly number[])[], y: readonly number[]) {
    const matrix = new Matrix(x.map((row) => [...row]));
    const svd = new SingularValueDecomposition(matrix, { autoTranspose: true });
    this.singularValues = svd.diagonal;
    this.#v = svd.rightSingularVectors;
    this.#targets = svd.leftSingularVectors
      .transpose()
      .mmul(Matrix.columnVector([...y]))
      .to1DArray();
    this.#columns = matrix.columns;
  }

  /** Largest by smallest singular value. */
  get conditionNumber(): number {
    return this.singularValues[0]! / this.singularValues.at(-1)!;
  }

  /** The solution of least norm. */
  pseudoInverse(): number[] {
    const [largest] = this.singularValues;
    const cutoff = nothing * Math.max(this.#columns, this.#targets.length) * largest!;
    return this.#weights((s) => (s > cutoff ? 1 / s : 0));
  }

  /** After steps of gradient descent: f(s) = (1 − (1 − ηs²)^T) / s. */
  afterSteps(lr: number, steps: number): number[] {
    return this.#weights((s) => (s === 0 ? 0 : (1 - pow(1 - lr * s * s, steps)) / s));
  }

  /** After a time of gradient flow: f(s) = (1 − e^{−s²t}) / s. */
  afterTime(time: number): number[] {
    return this.#weights((s) => (s === 0 ? 0 : -Math.expm1(-s * s * time) / s));
  }

  #weights(f: (singularValue: number) => number): number[] {
    const parts = this.singularValues.map((s, index) => f(s) * this.#targets[index]!);
    return this.#v.mmul(Matrix.columnVector(parts)).to1DArray();
  }
}

/** Xw, row by row. */
export function predictions(x: readonly (readonly number[])[], w: readonly number[]): number[] {
  return x.map((row) => row.reduce((sum, value, index) => sum + value * w[index]!, 0));
}

/** The mean of the squared differences. */
export function meanSquaredError(ours: readonly number[], targets: readonly number[]): number {
  return ours.reduce((sum, value, index) => sum + (value - targets[index]!) ** 2, 0) / ours.length;
}

/** Random features relu(X W) / √m, `[n][m]`. @param w `[d][m]` */
export function randomFeatures(
  x: readonly (readonly number[])[],
  w: readonly (readonly number[])[],
): number[][] {
  const width = w[0]!.length;
  return x.map((row) =>
    Array.from({ length: width }, (_, unit) => {
      const sum = row.reduce((total, value, index) => total + value * w[index]![unit]!, 0);
      return Math.max(0, sum) / Math.sqrt(width);
    }),
  );
}
