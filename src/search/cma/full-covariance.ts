import { Matrix } from 'ml-matrix';
import { eigenOf } from '../../tensors/linear-algebra/eigen.ts';
import { type CmaConstants, effective, stepConstants, total } from './constants.ts';
import type { Covariance, Roots } from './generation.ts';

/** What stands for eigenvalues that have come out negative, and is added to squared lengths that are divided by. */
const epsilon = 1e-8;

/** A covariance for every two of n parameters; candidates of the worse half count against their directions. */
export function fullCovariance(n: number, candidates: number): Covariance {
  const constants = fullConstants(n, candidates);
  const { weights, c1, cMu } = constants;
  return {
    constants,
    identity: () => Float64Array.from({ length: n * n }, (_, at) => Number(at % (n + 1) === 0)),
    roots(covariance) {
      const { values, vectors } = eigenOf(symmetric(covariance, n));
      const deviations = values.map((value) => Math.sqrt(value < 0 ? epsilon : value));
      const times = (of: (deviation: number) => number) => {
        const matrix = vectors.mmul(Matrix.diag(deviations.map(of))).mmul(vectors.transpose());
        return (vector: Float64Array) => product(matrix, vector);
      };
      return { stretched: times((deviation) => deviation), shrunk: times((deviation) => 1 / deviation) };
    },
    learned(covariance, keep, path, steps, roots) {
      const next = covariance.map((value) => keep * value);
      addOuter(next, path, c1);
      for (const [place, step] of steps.entries()) addOuter(next, step, cMu * weightOf(place, step, roots));
      return next;
    },
  };

  function weightOf(place: number, step: Float64Array, { shrunk }: Roots): number {
    const weight = weights[place]!;
    if (weight >= 0) return weight;
    const squares = shrunk(step).reduce((sum, value) => sum + value ** 2, 0);
    return (weight * n) / (squares + epsilon);
  }
}

export function fullConstants(n: number, candidates: number): CmaConstants {
  const raw = Float64Array.from(
    { length: candidates },
    (_, place) => Math.log((candidates + 1) / 2) - Math.log(place + 1),
  );
  const parents = Math.floor(candidates / 2);
  const muEff = effective(raw.slice(0, parents));
  const muMinus = effective(raw.slice(parents));
  const c1 = 2 / ((n + 1.3) ** 2 + muEff);
  const cMu = Math.min(1 - c1 - epsilon, (2 * (muEff - 2 + 1 / muEff)) / ((n + 2) ** 2 + muEff));
  const negative = Math.min(1 + c1 / cMu, 1 + (2 * muMinus) / (muEff + 2), (1 - c1 - cMu) / (n * cMu));
  const [positives, negatives] = [
    total(raw.filter((each) => each > 0)),
    total(raw.filter((each) => each < 0)),
  ];
  return {
    weights: raw.map((each) => (each >= 0 ? each / positives : (negative * each) / -negatives)),
    ...{ parents, c1, cMu },
    ...stepConstants(n, muEff, (muEff + 2) / (n + muEff + 5)),
    cC: (4 + muEff / n) / (n + 4 + (2 * muEff) / n),
  };
}

function symmetric(values: Float64Array, n: number): Matrix {
  const matrix = Matrix.from1DArray(n, n, values as unknown as number[]);
  return matrix.clone().add(matrix.transpose()).mul(0.5);
}

function product(matrix: Matrix, vector: Float64Array): Float64Array {
  return vector.map((_, row) =>
    vector.reduce((sum, value, column) => sum + matrix.get(row, column) * value, 0),
  );
}

function addOuter(matrix: Float64Array, vector: Float64Array, by: number): void {
  const n = vector.length;
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) {
      matrix[row * n + column]! += by * vector[row]! * vector[column]!;
    }
  }
}
