import { Matrix } from 'ml-matrix';
import { UsageError } from '../../errors.ts';
import { eigenOf } from '../../tensors/linear-algebra/eigen.ts';
import { displacement, dot } from './plane.ts';

/** Two directions, and what share of a path lies along each. */
export interface PrincipalDirections {
  readonly directions: readonly [Float64Array, Float64Array];
  readonly shares: readonly [number, number];
}

/** Less than this share of the first component is rounding. */
const smallest = 1e-12;

/**
 * The two leading principal components of a path's displacements from its end, orthonormal; along each the path begins on
 * the positive side. Li et al. 2018, section 7.2, draw paths so, since of what moves in many dimensions random directions
 * show next to nothing. The variance is that about the end, through which the plane goes, and not about the mean.
 *
 * There are few points and many parameters: the components come from the products of the displacements with one another.
 *
 * @param path at least one vector of parameters, the last one the end.
 * @throws UsageError if the path is straight, so that a second direction means nothing.
 */
export function principalDirections(path: readonly Float32Array[]): PrincipalDirections {
  const away = path.map((parameters) => displacement(parameters, path.at(-1)!));
  const { values, vectors } = eigenOf(new Matrix(away.map((a) => away.map((b) => dot(a, b)))));
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  if (!((values[1] ?? 0) > smallest * values[0]!)) {
    throw new UsageError(
      'the parameters moved along a line, so that their path spans no plane; ask for --directions random',
    );
  }
  const component = (place: number): Float64Array => {
    const sum = new Float64Array(path[0]!.length);
    const sign = vectors.get(0, place) < 0 ? -1 : 1;
    const scale = sign / Math.sqrt(values[place]!);
    for (const [index, each] of away.entries()) {
      const weight = scale * vectors.get(index, place);
      for (let at = 0; at < sum.length; at++) sum[at]! += weight * each[at]!;
    }
    return sum;
  };
  return {
    directions: [component(0), component(1)],
    shares: [values[0]! / total, values[1]! / total],
  };
}
