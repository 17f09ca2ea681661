import { defineOptimizer } from '../entry/optimizer.ts';
import { celo2Memory, celo2Network, celo2Rule, celo2Settings } from './celo2-rule.ts';
import { pinWeights } from './weights-setting.ts';

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
  settings: celo2Settings({ decay: 0, clips: false }),
  pin: pinWeights('CELO2', celo2Network),
  memory: celo2Memory,
  create: celo2Rule,
});
