import type { NetworkNoise } from './network.ts';

/**
 * Masks of inverted dropout (Srivastava et al. 2014, as torch.nn.Dropout): 0 with probability `rate`, otherwise
 * 1 / (1 − rate), so that the mean of what they multiply stays the same.
 */
export function dropoutMasks(rate: number, width: number): Pick<NetworkNoise, 'width' | 'draw'> {
  const kept = 1 / (1 - rate);
  return {
    width,
    draw(stream, out, at) {
      for (let i = at; i < at + width; i++) out[i] = stream.uniform() < rate ? 0 : kept;
    },
  };
}
