import { z } from 'zod';
import { numbersPerParameter } from './entry/memory.ts';
import { defineOptimizer } from './entry/optimizer.ts';
import { learningRate } from './transforms/learning-rate.ts';
import { adamSettings } from './transforms/scale-by-adam.ts';
import { scaleByAmsgrad } from './transforms/scale-by-amsgrad.ts';
import { decayedEitherWay, weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(1e-3, "PyTorch's"),
  ...adamSettings,
  weight_decay: weightDecay(0, 'of the kind that decoupled_weight_decay says'),
  decoupled_weight_decay: z
    .boolean()
    .default(false)
    .describe("parameters shrink by lr · weight_decay, as in PyTorch's AdamW; false: L2, as in its Adam"),
});

/** Adam over the largest second moment so far. State: three numbers a parameter. */
export const amsgrad = defineOptimizer({
  name: 'AMSGRAD',
  summary: 'Adam whose second moment never falls',
  source: 'Reddi, Kale & Kumar 2018 (arXiv 1904.09237); torch.optim.Adam and AdamW with amsgrad=True',
  equation: [
    'g ← g + λθ                   (not with decoupled_weight_decay)',
    'm ← β₁m + (1 - β₁)g',
    'v ← β₂v + (1 - β₂)g²',
    'q ← max(q, v)',
    'u = (m/c₁)/(√(q/c₂) + ε)',
    'θ ← θ - ηu                   (decoupled_weight_decay: θ - η(u + λθ))',
  ],
  settings,
  acrossWidths: () => 'coordinates',
  memory: numbersPerParameter(3),
  create: (members) =>
    decayedEitherWay(
      members.map((member) => ({ ...member, weight_decouple: member.decoupled_weight_decay })),
      scaleByAmsgrad(members),
    ),
});
