import { z } from 'zod';
import { mapTree } from '../tensors/tree.ts';
import { countNumbers } from './entry/memory.ts';
import { defineOptimizer, type Optimizer, type Params } from './entry/optimizer.ts';
import { common, perMember } from './members/per-member.ts';
import { chain } from './transforms/chain.ts';
import { flatten } from './transforms/flatten.ts';
import { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
import { momentumSettings } from './transforms/momentum.ts';
import { addLeftDecay, radialSettings, removeRadial } from './transforms/remove-radial.ts';
import { weightDecay } from './transforms/weight-decay.ts';
import { blend, forgetIn, scale, zeros } from './transforms/weighted.ts';

const settings = z.object({
  lr: learningRate(0.3, 'CartPole with PPO (the reference has none)'),
  ...momentumSettings(0),
  weight_decay: weightDecay(0, 'decoupled: parameters shrink by lr · weight_decay / (1 - momentum)'),
  ...radialSettings,
});

type Settings = z.output<typeof settings>;

/**
 * SGD with momentum that does not lengthen weights whose length is of no consequence; see ADAMP. Unlike SGD's, its momentum
 * takes in a member's first gradient like every other, less the dampening, and Nesterov's may be dampened.
 *
 * Without Nesterov the reference projects the momentum in place, so that what is left out of a step is forgotten; with it,
 * the momentum remembers all. Both are kept. State: one number a parameter, none without momentum.
 */
export const sgdp = defineOptimizer({
  name: 'SGDP',
  summary: 'SGD without steps that merely lengthen weights',
  source: 'Heo et al. 2021 (arXiv 2006.08217); clovaai/AdamP adamp/sgdp.py at 7f6f038',
  equation: [
    'm ← μm + (1 - τ)g',
    'u = m                        (nesterov: u = g + μm)',
    'u ← u without its radial part, r the share of the decay that is left',
    'm ← u                        (nesterov: m stays)',
    'θ ← θ - η(u + rλ/(1 - μ)·θ)',
    "radial part of a kernel's step u, by its gradient g:",
    '  if |cos(g, θ)| < delta/√in for every output:',
    '    u ← u - θ⟨u, θ⟩/(‖θ‖ + ε)² output by output, r = wd_ratio',
    '  else, if |cos(g, θ)| < delta/√(in·out) for the kernel as one vector:',
    '    the same for the kernel as one vector, r = wd_ratio',
    '  else, and for vectors: u stays, r = 1',
  ],
  settings,
  memory: (parameters, { momentum }) => (momentum > 0 ? countNumbers(parameters) : 0),
  create: (members) => chain(projectedMomentum(members), flatten(scaleByLearningRate(members))),
});

function projectedMomentum(members: readonly Settings[]): Optimizer<{ readonly momentum: Params }> {
  const none = members.every(({ momentum }) => momentum === 0);
  const nesterov = common(members, 'nesterov');
  const coefficients = perMember(members, ({ momentum, dampening, weight_decay, delta, eps, wd_ratio }) => ({
    keep: momentum,
    take: 1 - dampening,
    weight_decay: weight_decay / (1 - momentum),
    delta,
    eps,
    wd_ratio,
  }));
  return {
    init: (params) => ({ momentum: none ? {} : zeros(params) }),
    forget: forgetIn,
    update(gradients, state, params, context) {
      const c = coefficients(context);
      const momentum = none
        ? mapTree((gradient) => scale(gradient, c.take), gradients)
        : blend(state.momentum, c.keep, gradients, c.take);
      const steps = nesterov ? blend(momentum, c.keep, gradients, 1) : momentum;
      const projected = removeRadial(steps, gradients, params, c);
      return {
        updates: addLeftDecay(projected, params, c.weight_decay),
        state: none ? state : { momentum: nesterov ? momentum : projected.steps },
      };
    },
  };
}
