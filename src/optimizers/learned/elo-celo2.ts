import { defineOptimizer } from '../entry/optimizer.ts';
import { celo2Memory, celo2Network, celo2Rule, celo2Settings } from './celo2-rule.ts';
import { pinWeights } from './weights-setting.ts';

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
  settings: celo2Settings({ decay: 0.1, clips: true }),
  pin: pinWeights('ELO_CELO2', celo2Network),
  memory: celo2Memory,
  create: celo2Rule,
});
