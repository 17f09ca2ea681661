import * as tf from '../../src/tensors/tf.ts';
import { type Activation, activationSlope, denseGradientOp, denseOp } from './dense.ts';
import { layerOutput } from './layer-outputs.ts';
import { carryTangent } from './tangents.ts';
import { fold, placesOf, type Squares, unfold } from './unfold.ts';

export interface ConvolutionOptions extends Squares {
  readonly activation: Activation;
  /** True if no gradient is wanted for `x`. */
  readonly inputIsData: boolean;
}

/**
 * A convolution of every member in one go: `activation(x * kernel + bias)` with stride 1, as torch.nn.functional.conv2d has it
 * (a cross-correlation). TensorFlow.js's has no axis for members, so squares of the picture are the rows of a product with the
 * kernel. The squares take `size²` times what the picture does: they are made again for the gradient and not kept for it.
 *
 * @param x `[P, B, height · width · channels]`, row after row, the channels of a place together.
 * @param kernel `[P, size · size · channels, out]`, the squares row after row.
 * @param bias `[P, 1, out]`
 * @returns `[P, B, places · out]`, a picture of as many rows and columns as {@link placesOf} says.
 */
export function convolution(
  x: tf.Tensor,
  kernel: tf.Tensor,
  bias: tf.Tensor,
  { activation, inputIsData, ...squares }: ConvolutionOptions,
): tf.Tensor {
  const [members, rows] = x.shape as [number, number, number];
  const { height, width } = placesOf(squares);
  const places = height * width;
  const apart = (y: tf.Tensor): tf.Tensor => tf.reshape(y, [members, rows * places, -1]);
  const pictures = (y: tf.Tensor): tf.Tensor => tf.reshape(y, [members, rows, -1]);

  const convolve = tf.customGrad((...given) => {
    const [ownKernel, ownBias, own = x] = given.slice(0, -1) as tf.Tensor[];
    const save = given.at(-1) as tf.GradSaveFunc;
    const input = { x: unfold(own!, squares), kernel: ownKernel!, bias: ownBias! };
    const y = pictures(denseOp(input, { activation, inputIsData })[0]!);
    save(inputIsData ? [ownKernel!, y] : [ownKernel!, y, own!]);
    return {
      value: y,
      // Tidied, for the engine would keep the squares of every layer until the whole gradient is there.
      gradFunc: (dy: tf.Tensor, [keptKernel, keptY, kept = x]: tf.Tensor[]) =>
        tf.tidy(() => {
          const own = { x: unfold(kept, squares), kernel: keptKernel!, y: apart(keptY!) };
          const inputs = { ...own, dy: apart(dy) };
          const [ofKernel, ofBias, ofSquares] = denseGradientOp(inputs, { activation, inputIsData });
          return ofSquares ? [ofKernel!, ofBias!, fold(ofSquares, squares)] : [ofKernel!, ofBias!];
        }),
    };
  });
  const y = inputIsData ? convolve(kernel, bias) : convolve(kernel, bias, x);

  carryTangent(y, inputIsData ? [kernel, bias] : [kernel, bias, x], ([dKernel, dBias, dX]) => {
    const ofWeights = tf.add(tf.matMul(unfold(x, squares), dKernel!), dBias!);
    const ofAll = dX ? tf.add(ofWeights, tf.matMul(unfold(dX, squares), kernel)) : ofWeights;
    return activationSlope[activation](pictures(ofAll), y);
  });
  layerOutput({ parameter: kernel, output: apart(y), places, vectors: [] });
  return y;
}
