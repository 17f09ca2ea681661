import { z } from 'zod';
import { defineDiagnostic } from './diagnostic.ts';

/** How far an update moves the parameters of each layer, as a share of how long they are. */
export const updateRatio = defineDiagnostic({
  name: 'update_ratio',
  summary: 'norm of the update over norm of the parameters, layer by layer',
  source: 'Karpathy 2015, CS231n, Neural Networks Part 3: about 1e-3 an update is usual',
  cost: 'next to nothing: it looks at the gradient statistics that every update has',
  settings: z.object({}),
  create: () => ({
    init: () => null,
    observe({ layers }, state) {
      const ratios = Object.entries(layers).map(([layer, { updateNorm, paramNorm }]): [string, number] => [
        layer === '' ? 'all' : layer,
        updateNorm / paramNorm,
      ]);
      return { state, report: Object.fromEntries(ratios.filter(([, ratio]) => Number.isFinite(ratio))) };
    },
  }),
});
