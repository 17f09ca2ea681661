import type { z } from 'zod';
import type { RegistryEntry } from '../registry.ts';
import * as tf from '../tensors/tf.ts';

/** A place in the plane: x and y. */
export type Point = readonly [x: number, y: number];

/** A rectangle of the plane: from and to on either axis. */
export interface Domain {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** A function of two variables, and what is known about it. */
export interface Landscape {
  /**
   * The formula as a tensor program, point by point: x and y are `[P, 1, 1]`, and so is the answer. Its gradient is
   * TensorFlow.js's own.
   */
  value(x: tf.Tensor, y: tf.Tensor): tf.Tensor;
  /** What is drawn, and where starts are drawn from. Optimizers may leave it. */
  readonly domain: Domain;
  /** Where the lowest value of the domain is; of a game, the equilibrium. At least one. */
  readonly minima: readonly Point[];
  /** The value there. */
  readonly minimum: number;
  /** Where the first of several starts is. */
  readonly start: Point;
  /** True for a game of two players: the first moves x to make the value small, the second y to make it large. */
  readonly game?: boolean;
}

/** A kind of test function: its settings, and how a landscape is made from them. */
export interface TestFunctionEntry<Settings extends z.ZodObject = z.ZodObject> extends RegistryEntry {
  readonly settings: Settings;
  create(settings: z.output<Settings>): Landscape;
}

/** Ties an entry's settings to the type that `create` receives. */
export function defineTestFunction<Settings extends z.ZodObject>(
  entry: Omit<TestFunctionEntry<Settings>, 'wraps'>,
): TestFunctionEntry {
  return entry as unknown as TestFunctionEntry;
}

/** The square `[-reach, reach]²`. */
export function squareDomain(reach: number): Domain {
  return { x: [-reach, reach], y: [-reach, reach] };
}

/** The values at some points. @param points `[P, 1, 2]` @returns `[P, 1, 1]` */
export function valuesAt({ value }: Landscape, points: tf.Tensor): tf.Tensor {
  const [x, y] = tf.split(points, 2, 2);
  return value(x!, y!);
}

/** The values at some points, read back: some backends can only be waited for. */
export async function readValues(landscape: Landscape, points: readonly Point[]): Promise<number[]> {
  const values = tf.tidy(() => valuesAt(landscape, tf.tensor(points.flat(), [points.length, 1, 2])));
  const read = [...(await values.data())];
  values.dispose();
  return read;
}

/**
 * What each point is to descend: the gradient of the value, and in a game with the second player's sign turned round,
 * so that simultaneous descent of both is descent–ascent. Call within `tf.tidy`.
 *
 * @param points `[P, 1, 2]` @returns `[P, 1, 2]`
 */
export function slopesAt(landscape: Landscape, points: tf.Tensor): tf.Tensor {
  const gradient = tf.grad((at) => valuesAt(landscape, at))(points);
  return landscape.game ? tf.mul(gradient, tf.tensor([1, -1])) : gradient;
}
