import { defineOptimizer } from '../entry/optimizer.ts';
import { celo2Memory, celo2Network, celo2Rule, celo2Settings } from './celo2-rule.ts';
import { pinWeights } from './weights-setting.ts';

const equation = [
  'clip_grad: g ← g·min(1, clip_norm/‖g‖), of all tensors together',
  'g ← g between ±1000',
  'each number has 30 features, over their RMS in its tensor: those of',
  '  ADAFACLO, g between ±0.1, and g/√v of the average v of g²',
  '(a, b, …) = network(features)',
  'x = a·exp(exp_mult·b)        (param_scale_mult: times RMS(θ))',
  'u = NS(x)                    (orthogonalize=false: u = x)',
  'θ ← θ - η(rmsmult·u/RMS(u) + λθ)',
  'vectors: ADAMW with adam_lr_mult·lr, adam_betas, adam_eps,',
  '  adam_weight_decay;  use_adamw_for_1d=false: as kernels, u = x',
];

/**
 * The learned optimizer that leaves schedules to others: a network of 347 weights says the steps of kernels, which are made
 * orthogonal and brought to one size, and AdamW has the vectors. `use_adamw_for_1d=false, orthogonalize=false` is its base
 * form, celo2-base.
 *
 * State: that of ADAFACLO for kernels, two numbers for each of the others.
 */
export const celo2 = defineOptimizer({
  name: 'CELO2',
  summary:
    'learned: orthogonalised steps of a tiny network, AdamW for vectors; weights trained on small image classifiers',
  source: 'amoudgl/celo at 66d9761; Belilovsky-Lab/pylo CELO2_naive.py at d05c6c1',
  equation,
  settings: celo2Settings({ decay: 0, clips: false }),
  pin: pinWeights('CELO2', celo2Network),
  memory: celo2Memory,
  create: celo2Rule,
});

/**
 * CELO2 with weights that were trained with an expert at hand, with weight decay and clipping by default. Its reference
 * keeps the moments of vectors among its other averages, which are the same numbers.
 *
 * State: that of CELO2.
 */
export const eloCelo2 = defineOptimizer({
  name: 'ELO_CELO2',
  summary: 'learned: CELO2 with decay and clipping; weights trained with an expert',
  source: 'Belilovsky-Lab/pylo ELO_CELO2_naive.py at d05c6c1',
  equation,
  settings: celo2Settings({ decay: 0.1, clips: true }),
  pin: pinWeights('ELO_CELO2', celo2Network),
  memory: celo2Memory,
  create: celo2Rule,
});
