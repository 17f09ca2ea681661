import type { GradientStats } from '../../src/diagnostics/gradient-stats.ts';
import type { Measured } from '../../src/diagnostics/index.ts';

const layer: GradientStats = {
  gradNorm: 0.5,
  gradMean: 0,
  gradStd: 0.1,
  gradMaxAbs: 1,
  updateNorm: 0.01,
  paramNorm: 10,
  cosinePrevious: null,
  gradSignal: 0.1,
  gradNoise: 20,
};

/** An update that has measured some quantities. */
export function measured(quantities: Measured['quantities'], baseLearningRate = 0.01, update = 1): Measured {
  return {
    update,
    progress: Math.min(1, update / 100),
    baseLearningRate,
    learningRate: baseLearningRate,
    quantities,
    layers: { '': layer, 'actor.head.kernel': layer },
  };
}
