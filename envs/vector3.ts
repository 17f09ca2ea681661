import { clip } from './clip.ts';

export type Vector3 = readonly [number, number, number];

/** Arithmetic with 3-vectors in one number format. */
export interface Vector3Arithmetic {
  /** The nearest number of the format. */
  round(x: number): number;
  add(a: Vector3, b: Vector3): Vector3;
  subtract(a: Vector3, b: Vector3): Vector3;
  dot(a: Vector3, b: Vector3): number;
  /** Euclidean length. */
  norm(a: Vector3): number;
  /** The vector of length 1 in the direction of `a`; NaN where there is none. */
  direction(a: Vector3): Vector3;
}

/**
 * Arithmetic whose every operation ends with `round`, as that of numpy's arrays of the format does. Only a dot product
 * is summed up in double precision and rounded once, as the BLAS beneath numpy does it.
 */
export function vector3Arithmetic(round: (x: number) => number): Vector3Arithmetic {
  const dot = (a: Vector3, b: Vector3): number =>
    round(round(a[0] * b[0]) + round(a[1] * b[1]) + round(a[2] * b[2]));
  const norm = (a: Vector3): number => round(Math.sqrt(dot(a, a)));
  return {
    round,
    add: (a, b) => [round(a[0] + b[0]), round(a[1] + b[1]), round(a[2] + b[2])],
    subtract: (a, b) => [round(a[0] - b[0]), round(a[1] - b[1]), round(a[2] - b[2])],
    dot,
    norm,
    direction: (a) => {
      const length = norm(a);
      return [round(a[0] / length), round(a[1] / length), round(a[2] / length)];
    },
  };
}

/** The nearest point of the cube [-bound, bound]³. */
export function withinCube([x, y, z]: Vector3, bound: number): Vector3 {
  return [clip(x, -bound, bound), clip(y, -bound, bound), clip(z, -bound, bound)];
}
