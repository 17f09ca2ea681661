import { z } from 'zod';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer, type Optimizer } from './entry/optimizer.ts';
import { companionSettings, memoryWithCompanion, withCompanion } from './layout/companion.ts';
import { common } from './members/per-member.ts';
import { averageGradients } from './transforms/average-gradients.ts';
import { chain, identity } from './transforms/chain.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { momentumSetting } from './transforms/momentum.ts';
import { beta2Setting, normalizeNeurons } from './transforms/normalize-neurons.ts';
import { orthogonalize } from './transforms/orthogonalize.ts';
import { scaleByShape } from './transforms/scale-by-shape.ts';
import { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';

const settings = z.object({
  lr: learningRate(0.02, "the reference's"),
  momentum: momentumSetting(0.95),
  nesterov: z.boolean().default(true).describe("Nesterov's look ahead in the moving average of gradients"),
  ns_steps: z.int().min(1).max(100).default(5).describe('steps of the Newton–Schulz iteration'),
  weight_decay: weightDecay(0, 'decoupled, of the kernels that are orthogonalised'),
  ...companionSettings({ byDefault: false, origin: "the reference's advice" }),
});

type Settings = z.output<typeof settings>;

/** Averaged gradients, made orthogonal, at a length that suits a kernel's shape. */
function muonRule(members: readonly Settings[], afterwards: Optimizer = identity): Optimizer {
  const averages = members.map(({ momentum }) => ({ keep: momentum, take: 1 - momentum }));
  return chain(
    flatten(averageGradients(averages, { nesterov: common(members, 'nesterov') })),
    orthogonalize(common(members, 'ns_steps')),
    afterwards,
    scaleByShape((inputs, outputs) => Math.sqrt(Math.max(1, outputs / inputs))),
    addWeightDecay(members),
    scaleByLearningRate(members),
  );
}

/**
 * Muon: steps with about equal singular values, so that a kernel learns as fast in rare directions as in frequent ones.
 * Vectors and last layers are Adam's. The reference orthogonalises in bfloat16, this in the tensors' own precision.
 *
 * State: one number for every number of its kernels, two for every other.
 */
export const muon = defineOptimizer({
  name: 'MUON',
  summary: 'momentum made orthogonal for kernels, Adam for heads and vectors',
  source: 'Jordan et al. 2024 (kellerjordan.github.io/posts/muon); KellerJordan/Muon muon.py at 857d1ad',
  settings,
  memory: memoryWithCompanion((kernels, { momentum }) => (momentum > 0 ? countNumbers(kernels) : 0)),
  create: (members) => withCompanion('MUON', members, muonRule(members)),
});

const neuronSettings = z.object({ ...settings.shape, beta2: beta2Setting(0.95) });

/**
 * NorMuon: Muon whose steps are also made about as large for every output unit, by a moving average of their squares. The
 * norm of the whole stays what Muon gives it, as in the reference, where the paper fixes its root mean square.
 *
 * State: that of MUON and a number an output of its kernels.
 */
export const normuon = defineOptimizer({
  name: 'NORMUON',
  summary: 'MUON with steps evened out between the units of a layer',
  source: 'Li et al. 2025 (arXiv 2510.05491); zichongli5/NorMuon normuon.py at d45c9a4',
  settings: neuronSettings,
  memory: memoryWithCompanion(
    (kernels, { momentum }) =>
      (momentum > 0 ? countNumbers(kernels) : 0) + kernels.reduce((sum, { shape }) => sum + shape[1], 0),
  ),
  create: (members) => withCompanion('NORMUON', members, muonRule(members, normalizeNeurons(members))),
});
