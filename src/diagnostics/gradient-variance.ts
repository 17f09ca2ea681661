import { z } from 'zod';
import { defineDiagnostic } from './diagnostic.ts';
import { noiseScale } from './gradient-noise.ts';
import { gradientSpread, sampleNoise } from './gradient-spread.ts';

/**
 * How the gradients of what was gathered independently of each other lie around their mean, at the parameters before the
 * update: of each environment's share of a roll-out, or of each episode, of which correlated steps count once.
 */
export const gradientVariance = defineDiagnostic({
  name: 'gradient_variance',
  summary:
    'variance of the gradients of episodes or segments: in all, along the mean and across it, and the noise scale in these units',
  source: 'Bollapragada, Byrd & Nocedal 2018 (arXiv 1710.11258); McCandlish et al. 2018 (arXiv 1812.06162)',
  cost: 'a gradient of all samples of the update each time, episode by episode or segment by segment, read by the host',
  needs: ['unitGradients'],
  settings: z.object({}),
  create: () => ({
    init: () => null,
    async ask(loss) {
      const units = await loss.unitGradients();
      return units.map((own) => {
        if (own.length === 0) return {};
        const spread = gradientSpread(own);
        const numbers = {
          samples: spread.samples,
          mean_squared_norm: spread.meanSquaredNorm,
          variance: spread.variance,
          inner_product_variance: spread.innerProductVariance,
          orthogonal_variance: spread.orthogonalVariance,
          noise_scale: noiseScale(sampleNoise(spread)),
        };
        return Object.fromEntries(Object.entries(numbers).filter(([, value]) => Number.isFinite(value)));
      });
    },
    observe: ({ asked = {} }, state) => ({ state, report: asked }),
  }),
});
