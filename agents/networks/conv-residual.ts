import { z } from 'zod';
import * as tf from '../../src/tensors/tf.ts';
import { dense } from './dense.ts';
import { defineNetwork, type ParameterSpec } from './network.ts';
import { orthogonalLayer } from './orthogonal-layer.ts';
import {
  numbersOfPictures,
  type PictureLayer,
  pictureFor,
  pictureParameters,
  seenBehind,
  throughPictureLayer,
} from './picture-layer.ts';
import { channelMeans } from './pooling.ts';
import { carryTangent } from './tangents.ts';

const settings = z.object({
  channels: z.int().positive().max(1024).default(16).describe('channels of every convolution'),
  blocks: z.int().positive().max(50).default(2).describe('residual blocks of two convolutions'),
});

/** Convolutions see squares of 3×3 and leave the picture as large as it is. */
const [size, margin] = [3, 1];

/**
 * A small residual network: a convolution, blocks y = relu(x + α · conv(relu(conv(x)))), the mean of each channel over the
 * picture, and a linear head. Two blocks of 16 channels by default. There is no batch normalisation, which would tie the rows
 * of a minibatch to each other; instead each block has a number α of its own that begins at 0, so that the network begins as its first
 * layer and its head. Weights begin orthogonal (gain √2, the head its own), biases at zero.
 */
export const convResidual = defineNetwork({
  name: 'conv-residual',
  summary: 'residual blocks of convolutions for pictures, the mean of each channel and a linear head',
  source:
    'He et al. 2016 (arXiv 1512.03385): blocks; De & Smith 2020 (arXiv 2002.10444): SkipInit in place of batch normalisation',
  settings,
  create({ channels, blocks }, { name, picture, outputs, outputGain }) {
    const shown = pictureFor('conv-residual', picture);
    const layer = (index: number): PictureLayer => ({
      name: `${name}.${index}`,
      squares: { picture: index === 0 ? shown : { ...shown, channels }, size, margin },
      channels,
    });
    const first = layer(0);
    const pairs = Array.from({ length: blocks }, (_, block) => ({
      inner: layer(2 * block + 1),
      outer: layer(2 * block + 2),
    }));
    const scale = ({ name: own }: PictureLayer): ParameterSpec => ({
      name: `${own}.scale`,
      shape: [1, 1],
      initial: () => new Float64Array(1),
    });
    const head = `${name}.head`;
    return {
      numbersOfRow:
        numbersOfPictures([first, ...pairs.flatMap(({ inner, outer }) => [inner, outer, outer])]) + outputs,
      parameters: [
        ...pictureParameters(first),
        ...pairs.flatMap(({ inner, outer }) => [
          ...pictureParameters(inner),
          ...pictureParameters(outer),
          scale(outer),
        ]),
        ...orthogonalLayer(head, channels, outputs, outputGain),
      ],
      forward(params, input) {
        let x = throughPictureLayer(first, params, input, 'relu', true);
        for (const { inner, outer } of pairs) {
          const within = throughPictureLayer(inner, params, x, 'relu', false);
          const added = throughPictureLayer(outer, params, within, 'linear', false);
          x = joined(x, added, params[`${outer.name}.scale`]!);
        }
        const { channels: last } = seenBehind(first);
        return dense(channelMeans(x, last), params[`${head}.kernel`]!, params[`${head}.bias`]!, 'linear');
      },
    };
  },
});

/** relu(x + α · added) @param alpha `[P, 1, 1]` */
function joined(x: tf.Tensor, added: tf.Tensor, alpha: tf.Tensor): tf.Tensor {
  const y = tf.relu(tf.add(x, tf.mul(added, alpha)));
  return carryTangent(y, [x, added, alpha], ([dX, dAdded, dAlpha]) => {
    const ofAdded = tf.add(tf.mul(dAdded!, alpha), tf.mul(added, dAlpha!));
    return tf.mul(tf.add(dX!, ofAdded), tf.step(y));
  });
}
