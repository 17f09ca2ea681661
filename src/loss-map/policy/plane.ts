import type { Point } from '../../test-functions/index.ts';

/** A plane in the space of parameters: origin + α·first + β·second. */
export interface Plane {
  readonly origin: Float32Array;
  /** Not parallel; as long as the origin. */
  readonly directions: readonly [Float64Array, Float64Array];
}

/** The parameters at a place of the plane, added up in double precision and rounded once. */
export function parametersAt({ origin, directions: [first, second] }: Plane, [a, b]: Point): Float32Array {
  return origin.map((value, index) => value + a * first[index]! + b * second[index]!);
}

/** The place of the plane that is nearest to some parameters. */
export function projected(plane: Plane, parameters: Float32Array): Point {
  const { origin, directions } = plane;
  const [first, second] = directions;
  const away = displacement(parameters, origin);
  const { aa, ab, bb } = products(plane);
  const [a, b] = [dot(away, first), dot(away, second)];
  const area = aa * bb - ab * ab;
  return [(a * bb - b * ab) / area, (b * aa - a * ab) / area];
}

/**
 * What share of a path's variance about the origin the plane holds: the squared distances from it that are left after
 * projection, over all. 0 for a path that never leaves the origin.
 */
export function heldShare(plane: Plane, path: readonly Float32Array[]): number {
  const { aa, ab, bb } = products(plane);
  let [held, all] = [0, 0];
  for (const parameters of path) {
    const away = displacement(parameters, plane.origin);
    const [a, b] = projected(plane, parameters);
    held += a * a * aa + 2 * a * b * ab + b * b * bb;
    all += dot(away, away);
  }
  return all === 0 ? 0 : held / all;
}

export function displacement(to: ArrayLike<number>, from: Float32Array): Float64Array {
  return Float64Array.from(from, (value, index) => to[index]! - value);
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}

function products({ directions: [first, second] }: Plane): { aa: number; ab: number; bb: number } {
  return { aa: dot(first, first), ab: dot(first, second), bb: dot(second, second) };
}
