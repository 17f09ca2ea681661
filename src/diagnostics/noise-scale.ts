import { z } from 'zod';
import { type Diagnostic, defineDiagnostic } from './diagnostic.ts';
import { type GradientNoise, noiseScale } from './gradient-noise.ts';
import type { Measured } from './measured.ts';

/** Of which parameters, by the layers that they are in: all, the actor's, the critic's. */
const parts: Readonly<Record<string, (layer: string) => boolean>> = {
  all: (layer) => layer === '',
  actor: (layer) => layer.startsWith('actor.'),
  critic: (layer) => layer.startsWith('critic.'),
};

type Averages = { readonly [part: string]: { readonly signal: number; readonly noise: number } };

/**
 * The gradient noise scale: minibatches of the first pass against all samples of the update together. Both averages, of noise
 * and of signal, run on from update to update; those of a single update mean little. The parameters move from minibatch to
 * minibatch: where rates are high, gradients turn on the way, and less is seen of the signal than there is.
 */
export const noiseScaleDiagnostic = defineDiagnostic({
  name: 'noise_scale',
  summary:
    'samples at which the noise of a gradient is as large as the gradient: batches far below waste steps, far above samples',
  source: 'McCandlish et al. 2018 (arXiv 1812.06162), the simple noise scale',
  cost: 'next to nothing: it looks at the gradient statistics that every update has',
  settings: z.object({
    decay: z
      .number()
      .min(0)
      .lt(1)
      .default(0.9)
      .describe('what the running averages of noise and signal keep'),
  }),
  create: ({ decay }): Diagnostic<Averages> => ({
    init: () => ({}),
    observe(measured, before) {
      const seen = noiseByPart(measured);
      const state = Object.fromEntries(
        Object.entries(seen).map(([part, { signal, noise }]) => {
          const { signal: s, noise: n } = before[part] ?? { signal: 0, noise: 0 };
          return [part, { signal: decay * s + (1 - decay) * signal, noise: decay * n + (1 - decay) * noise }];
        }),
      );
      const report = Object.fromEntries(Object.entries(state).map(([part, own]) => [part, noiseScale(own)]));
      return { state: { ...before, ...state }, report };
    },
  }),
});

/** Of each part that there is; none where an update has one minibatch a pass, beside which nothing is larger. */
function noiseByPart({ layers }: Measured): Record<string, GradientNoise> {
  const made = Object.entries(parts).flatMap(([part, isIn]): [string, GradientNoise][] => {
    const own = Object.entries(layers).filter(([layer]) => isIn(layer));
    const sum = (of: 'gradSignal' | 'gradNoise'): number =>
      own.reduce((sum, [, stats]) => sum + (stats[of] ?? Number.NaN), 0);
    const noise = { signal: sum('gradSignal'), noise: sum('gradNoise') };
    return own.length > 0 && Number.isFinite(noise.signal + noise.noise) ? [[part, noise]] : [];
  });
  return Object.fromEntries(made);
}
