import { z } from 'zod';
import { countNumbers } from './entry/memory.ts';
import { defineWrapper } from './entry/optimizer.ts';
import { averageParameters } from './transforms/average-parameters.ts';

/**
 * Evaluates an exponential moving average of the parameters, corrected for its short past; training is as it was.
 *
 * State: one number a parameter and one more.
 */
export const ema = defineWrapper({
  name: 'EMA',
  summary: 'evaluates a moving average of the parameters',
  source: 'Ruppert 1988; Polyak & Juditsky 1992; bias correction as in Kingma & Ba 2015 (arXiv 1412.6980)',
  equation: ['θ ← θ + Δ', 'E ← decay·E + (1 - decay)θ', 'evaluated: E/(1 - decayᵗ)'],
  settings: z.object({
    decay: z
      .number()
      .min(0)
      .lt(1)
      .default(0.99)
      .describe('what an update leaves of the past: averages over about the last 1 / (1 - decay) updates'),
  }),
  memory: (parameters) => countNumbers(parameters) + 1,
  changes: () => 'nothing',
  create: (members, inner) => averageParameters(members, inner, ({ decay }) => decay),
});
