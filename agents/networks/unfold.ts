import type { Picture } from '../../src/picture.ts';
import * as tf from '../../src/tensors/tf.ts';

/** Squares of a picture: how large it is, how long their sides are, and how many zeros stand around it. */
export interface Squares {
  readonly picture: Picture;
  readonly size: number;
  /** 0 for squares within the picture alone; below `size`. */
  readonly margin: number;
}

/** Rows and columns of squares, one beginning at each place. */
export function placesOf({ picture, size, margin }: Squares): { height: number; width: number } {
  const count = (length: number): number => length + 2 * margin - size + 1;
  return { height: count(picture.height), width: count(picture.width) };
}

/** Where in a square each of its places lies. */
function offsets(size: number): [row: number, column: number][] {
  return Array.from({ length: size * size }, (_, at) => [Math.floor(at / size), at % size]);
}

const around = (margin: number): [number, number][] => [
  [0, 0],
  [margin, margin],
  [margin, margin],
  [0, 0],
];

/**
 * The squares of pictures, a row each (torch.nn.functional.unfold, but for the order of the numbers): a square is row after row,
 * the channels of a place together. It is made of slices, whose gradients have gradients. Call within `tf.tidy`.
 *
 * @param x `[P, B, height · width · channels]`
 * @returns `[P, B · places, size · size · channels]`, the places row after row.
 */
export function unfold(x: tf.Tensor, squares: Squares): tf.Tensor {
  const { picture, size, margin } = squares;
  const [members, rows] = x.shape as [number, number, number];
  const { height, width } = placesOf(squares);
  const pictures = tf.reshape(x, [members * rows, picture.height, picture.width, picture.channels]);
  const padded = margin === 0 ? pictures : tf.pad(pictures, around(margin));
  const parts = offsets(size).map(([row, column]) =>
    tf.slice(padded, [0, row, column, 0], [-1, height, width, -1]),
  );
  return tf.reshape(tf.concat(parts, 3), [members, rows * height * width, -1]);
}

/**
 * Pictures that are the sums of squares where these overlap, the transposed of {@link unfold} (torch.nn.functional.fold). Every
 * number is added up in the same order, whatever the company. Call within `tf.tidy`.
 *
 * @param x `[P, B · places, size · size · channels]`
 * @returns `[P, B, height · width · channels]`
 */
export function fold(x: tf.Tensor, squares: Squares): tf.Tensor {
  const { picture, size, margin } = squares;
  const { channels } = picture;
  const [members, places] = x.shape as [number, number, number];
  const { height, width } = placesOf(squares);
  const rows = places / (height * width);
  const apart = tf.reshape(x, [members * rows, height, width, size * size * channels]);
  const padded = tf.pad(apart, around(size - 1 - margin));
  const part = ([row, column]: readonly [number, number], at: number): tf.Tensor =>
    tf.slice(
      padded,
      [0, size - 1 - row, size - 1 - column, at * channels],
      [-1, picture.height, picture.width, channels],
    );
  const [first, ...others] = offsets(size);
  // One part at a time, since all of them take as much as the squares.
  const sum = others.reduce(
    (total, offset, index) => tf.tidy(() => tf.add(total, part(offset, index + 1))),
    part(first!, 0),
  );
  return tf.reshape(sum, [members, rows, -1]);
}
