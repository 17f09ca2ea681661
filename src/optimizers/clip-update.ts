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
    .default(0.3)
    .describe(
      'largest norm that an update keeps, whatever the learning rate; default: ours, that of a control beside GHOSTS on cartpole',
    ),
  per: z
    .enum(['all', 'tensor', 'layer'])
    .default('all')
    .describe('what the norm is of: all tensors together, each alone, or kernel and bias of a layer'),
});

/**
 * Updates shrunk to a bounded norm, whatever rule and learning rate make them: by min(1, max_norm / (norm + 1e-6)). Where
 * CLIP bounds the gradient, which Adam does not mind since it divides by its size, this bounds the step. No state.
 */
export const clipUpdate = defineWrapper({
  name: 'CLIP_UPDATE',
  summary: 'clips updates by the norm of all, of a tensor or of a layer',
  source: 'the factor of torch.nn.utils.clip_grad_norm_ (Pascanu et al. 2013, arXiv 1211.5063), on updates',
  equation: [
    'θ ← θ + Δ·min(1, max_norm/(‖Δ‖ + 1e-6))',
    'per=all: ‖Δ‖ of all tensors together;  tensor, layer: of each',
  ],
  settings,
  memory: () => 0,
  changes: () => 'shorten',
  create(members, inner) {
    const per = common(members, 'per');
    const limits = members.map(({ max_norm }) => ({ clip_norm: max_norm }));
    const clip = per === 'all' ? flatten(clipNorms(limits, 'tensor')) : clipNorms(limits, per);
    return chain(onTensors(inner), clip);
  },
});
