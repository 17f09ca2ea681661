import * as tf from '../tensors/tf.ts';
import type { Domain, NamedLandscape } from './functions/index.ts';
import { valuesAt } from './test-function.ts';

/** The values of a function on a square grid of points that spans its domain. */
export interface Grid {
  /** Points on either side. */
  readonly side: number;
  readonly domain: Domain;
  /** `side²`, row by row, y upwards; x goes along a row. */
  readonly values: readonly number[];
}

export function gridOf(landscape: NamedLandscape, side: number): Grid {
  const { domain } = landscape;
  const along = ([from, to]: readonly [number, number], index: number) =>
    from + ((to - from) * index) / (side - 1);
  const points = Array.from({ length: side * side }, (_, index) => [
    along(domain.x, index % side),
    along(domain.y, Math.floor(index / side)),
  ]);
  const values = tf.tidy(() => [
    ...valuesAt(landscape, tf.tensor(points.flat(), [points.length, 1, 2])).dataSync(),
  ]);
  return { side, domain, values };
}
