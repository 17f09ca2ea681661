import { z } from 'zod';
import { defineOptimizer, type Params } from '../entry/optimizer.ts';
import { parameterRoles, shapesOf } from '../layout/parameter-roles.ts';
import { common } from '../members/per-member.ts';
import { accumulatorMemory } from './accumulators.ts';
import { adafacLines } from './adafac-rule.ts';
import { adafacloArrays, adafacloRule, adafacloSettings } from './adafaclo.ts';
import { pickAll, pinWeights } from './weights-setting.ts';

const settings = z.object({
  ...adafacloSettings,
  base_width: z
    .number()
    .positive()
    .default(64)
    .describe(
      "inputs of a hidden kernel that learns at lr; one of n inputs learns at lr · base_width / n. Default: rl-bench's width",
    ),
});

/**
 * AdafacLO in the maximal-update parametrization: hidden kernels learn the slower the wider they are, so that one learning
 * rate serves all widths. Its weights are to be such as were trained on networks of that parametrization.
 *
 * State: that of ADAFACLO.
 */
export const mulo = defineOptimizer({
  name: 'MULO',
  summary: 'learned: ADAFACLO with steps of hidden kernels divided by their width; weights trained under μP',
  source: 'Thérien et al. 2024 (arXiv 2406.00153); Belilovsky-Lab/pylo MuLO_naive.py at d05c6c1',
  equation: [
    'g ← g·min(1, max_grad_norm/(‖g‖ + 1e-6)) of each tensor',
    ...adafacLines,
    's = base_width/in for hidden kernels, else 1',
    'θ ← θ - sη·step_mult·a·exp(exp_mult·b),  then θ ← (1 - sηλ)θ',
    'the averages keep the share 1 - (1 - β)exp(10·offset) of their past',
  ],
  settings,
  pin: pinWeights('MULO', (weights) => pickAll(weights, adafacloArrays)),
  weightArrays: adafacloArrays,
  acrossWidths: () => 'itself',
  memory: accumulatorMemory,
  create: (members) => {
    const base = common(members, 'base_width');
    return adafacloRule(members, (params) => widthFactors(params, base));
  },
});

function widthFactors(params: Params, base: number): number[] {
  const shapes = shapesOf(params);
  const roles = parameterRoles(shapes);
  return shapes.map(({ name, shape: [inputs] }) => (roles[name] === 'hidden' ? base / inputs : 1));
}
