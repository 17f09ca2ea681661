import { z } from 'zod';
import { UsageError } from '../../src/errors.ts';
import { pictureLength } from '../../src/picture.ts';
import type { Tensor } from '../../src/tensors/tf.ts';
import { dense } from './dense.ts';
import { defineNetwork } from './network.ts';
import { orthogonalLayer } from './orthogonal-layer.ts';
import {
  numbersOfPictures,
  type PictureLayer,
  pictureFor,
  pictureParameters,
  seenBehind,
  throughPictureLayer,
} from './picture-layer.ts';
import { meanPool, pooled } from './pooling.ts';

const settings = z.object({
  channels: z
    .array(z.int().positive().max(1024))
    .min(1)
    .max(20)
    .default([16])
    .describe('channels of the convolutional layers'),
  size: z.int().positive().max(15).default(3).describe('side of the squares that a convolution looks at'),
  pool: z
    .int()
    .positive()
    .max(32)
    .default(1)
    .describe('side of the squares whose mean is taken behind each convolution; 1: none'),
  sizes: z
    .array(z.int().positive())
    .max(200)
    .default([128])
    .describe('units of the dense layers behind the convolutions'),
});

/**
 * Convolutions of stride 1 without zeros around the picture, dense layers and a linear head, ReLU throughout. By default it has the
 * layers of MinAtar's networks: 16 filters of 3×3 and a dense layer of 128 units. Weights begin orthogonal (gain √2, the head its
 * own) and biases at zero, as CleanRL's networks for pictures do. Larger pictures ask for `pool=2`, or the dense layer has most of
 * the parameters.
 */
export const conv = defineNetwork({
  name: 'conv',
  summary:
    "convolutions, dense layers and a linear head for pictures; by default the layers of MinAtar's networks",
  source: 'Young & Tian 2019 (arXiv 1903.03176); CleanRL ppo_atari.py: initial weights',
  settings,
  create({ channels, size, pool, sizes }, { name, picture, outputs, outputGain }) {
    let seen = pictureFor('conv', picture);
    const pictureLayers = channels.map((own, index): PictureLayer => {
      const { height, width } = seen;
      const layer = { name: `${name}.${index}`, squares: { picture: seen, size, margin: 0 }, channels: own };
      if (Math.min(height, width) < size + pool - 1) {
        throw new UsageError(
          `network conv has nothing left of the picture behind convolution ${index + 1}: it sees ${height}×${width} places, and size=${size} with pool=${pool} asks for ${size + pool - 1} at least; take a smaller size or pool, or fewer channels=[…]`,
        );
      }
      seen = pooled(seenBehind(layer), pool);
      return layer;
    });
    const layers = [...sizes, outputs].map((units, index) => ({
      name: `${name}.${index === sizes.length ? 'head' : channels.length + index}`,
      inputs: index === 0 ? pictureLength(seen) : sizes[index - 1]!,
      units,
      hidden: index < sizes.length,
    }));
    return {
      numbersOfRow: numbersOfPictures(pictureLayers) + layers.reduce((sum, { units }) => sum + units, 0),
      parameters: [
        ...pictureLayers.flatMap(pictureParameters),
        ...layers.flatMap((layer) =>
          orthogonalLayer(layer.name, layer.inputs, layer.units, layer.hidden ? Math.SQRT2 : outputGain),
        ),
      ],
      forward(params, input) {
        const features = pictureLayers.reduce((x: Tensor, layer, index) => {
          const y = throughPictureLayer(layer, params, x, 'relu', index === 0);
          return meanPool(y, seenBehind(layer), pool);
        }, input);
        return layers.reduce(
          (x: Tensor, layer) =>
            dense(
              x,
              params[`${layer.name}.kernel`]!,
              params[`${layer.name}.bias`]!,
              layer.hidden ? 'relu' : 'linear',
            ),
          features,
        );
      },
    };
  },
});
