import { z } from 'zod';
import { defineWrapper } from './entry/optimizer.ts';
import { common } from './members/per-member.ts';
import { chain } from './transforms/chain.ts';
import { clipNorms } from './transforms/clip-norm.ts';
import { flatten, onTensors } from './transforms/flatten.ts';

const settings = z.object({
  max_norm: z
    .number()
    .positive()
    .default(0.5)
    .describe(
      "largest norm that gradients keep; default: CleanRL's, which the agents clip all of them to already",
    ),
  per: z
    .enum(['all', 'tensor', 'layer'])
    .default('all')
    .describe('what the norm is of: all tensors together, each alone, or kernel and bias of a layer'),
});

/**
 * Gradients shrunk to a bounded norm before the rule sees them, by PyTorch's factor min(1, max_norm / (norm + 1e-6)).
 * Those that the rule asks for elsewhere are clipped too. Agents clip by the norm of all tensors themselves
 * (`--max-grad-norm none` stops that), so this matters for other norms and other bounds. No state.
 */
export const clip = defineWrapper({
  name: 'CLIP',
  summary: 'clips gradients by the norm of all, of a tensor or of a layer',
  source: 'Pascanu et al. 2013 (arXiv 1211.5063); torch.nn.utils.clip_grad_norm_',
  equation: [
    'g ← g·min(1, max_norm/(‖g‖ + 1e-6)), then the rule inside',
    'per=all: ‖g‖ of all tensors together;  tensor, layer: of each',
  ],
  settings,
  memory: () => 0,
  changes: () => 'nothing',
  create(members, inner) {
    const per = common(members, 'per');
    const limits = members.map(({ max_norm }) => ({ clip_norm: max_norm }));
    if (per === 'all') return chain(flatten(clipNorms(limits, 'tensor')), inner);
    return chain(clipNorms(limits, per), onTensors(inner));
  },
});
