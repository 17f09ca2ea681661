import { UsageError } from '../../src/errors.ts';
import { type Picture, pictureLength } from '../../src/picture.ts';
import type * as tf from '../../src/tensors/tf.ts';
import { convolution } from './convolution.ts';
import type { Activation } from './dense.ts';
import type { NetworkParams, ParameterSpec } from './network.ts';
import { orthogonalLayer } from './orthogonal-layer.ts';
import { placesOf, type Squares } from './unfold.ts';

/** A convolutional layer of a network, before it has parameters. */
export interface PictureLayer {
  /** `actor.0` */
  readonly name: string;
  readonly squares: Squares;
  readonly channels: number;
}

/** The picture that a layer puts out. */
export function seenBehind({ squares, channels }: PictureLayer): Picture {
  return { ...placesOf(squares), channels };
}

/** Numbers of the squares that a layer makes of a row. */
export function numbersOfSquares({ squares }: PictureLayer): number {
  const { height, width } = placesOf(squares);
  return height * width * squares.size ** 2 * squares.picture.channels;
}

/** Numbers that layers put out for a row, and those of the squares of the largest, which lie there one layer at a time. */
export function numbersOfPictures(layers: readonly PictureLayer[]): number {
  const outputs = layers.reduce((sum, layer) => sum + pictureLength(seenBehind(layer)), 0);
  return outputs + Math.max(...layers.map(numbersOfSquares));
}

/** A kernel of `size · size · channels` rows with orthogonal weights of gain √2, and a bias of zeros. */
export function pictureParameters({ name, squares, channels }: PictureLayer): ParameterSpec[] {
  return orthogonalLayer(name, squares.size ** 2 * squares.picture.channels, channels, Math.SQRT2);
}

/** What a layer puts out. @param inputIsData true for the first, which sees the picture itself. */
export function throughPictureLayer(
  { name, squares }: PictureLayer,
  params: NetworkParams,
  x: tf.Tensor,
  activation: Activation,
  inputIsData: boolean,
): tf.Tensor {
  const [kernel, bias] = [params[`${name}.kernel`]!, params[`${name}.bias`]!];
  return convolution(x, kernel, bias, { ...squares, activation, inputIsData });
}

/** The picture that a network is to see. @throws UsageError where there is none. */
export function pictureFor(network: string, picture: Picture | undefined): Picture {
  if (picture) return picture;
  throw new UsageError(
    `network ${network} reads pictures, and here is none; choose mlp, or train on what has pictures: minatar-breakout, catch, digits`,
  );
}
