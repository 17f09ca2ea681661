import { z } from 'zod';
import { finiteQuantity } from '../diagnostics/index.ts';
import { type ControllerAnswer, defineController } from './controller.ts';

const settings = z
  .object({
    target: z
      .number()
      .positive()
      .default(0.008)
      .describe("KL divergence that updates should have; default: rl_games' (RSL-RL: 0.01)"),
    min_lr: z
      .number()
      .positive()
      .default(1e-6)
      .describe("the learning rate is not lowered below this; default: rl_games' (RSL-RL: 1e-5)"),
    max_lr: z.number().positive().default(1e-2).describe('the learning rate is not raised above this'),
  })
  .refine(({ min_lr, max_lr }) => min_lr <= max_lr, {
    path: ['min_lr'],
    message: 'must not be above max_lr',
  });

const step = 1.5;

/**
 * Keeps the KL divergence of updates near a target: the learning rate is divided by 1.5 after an update beyond twice the
 * target, and multiplied by 1.5 after one below half of it, as long as there was any.
 *
 * rl_games and RSL-RL look at the KL of single minibatches or epochs; here it is the mean of the update's minibatches, once
 * an update. Their rule takes the place of schedules; here it is a factor on the learning rate, which schedules lower
 * further, and the bounds are of `lr` times that factor. A rate that begins beyond a bound is not moved there: where it
 * cannot move on, it stays.
 */
export const klAdaptive = defineController({
  name: 'kl_adaptive',
  aliases: ['AdaptiveScheduler', 'KLAdaptiveLR'],
  summary: 'raises or lowers the learning rate to keep the KL divergence near a target',
  source:
    'rl_games rl_games/common/schedulers.py AdaptiveScheduler at 2e8470a; RSL-RL rsl_rl/algorithms/ppo.py at 010cd22',
  settings,
  decides: ['learningRateFactor'],
  observes: () => ['approx_kl'],
  create({ target, min_lr, max_lr }) {
    const answer = (factor: number): ControllerAnswer<number> => ({
      state: factor,
      decision: { learningRateFactor: factor },
    });
    return {
      init: () => answer(1),
      observe(measured, factor: number) {
        const kl = finiteQuantity(measured, 'approx_kl');
        const base = measured.baseLearningRate;
        if (kl === undefined || !(base > 0)) return answer(factor);
        if (kl > 2 * target) return answer(Math.min(factor, Math.max(factor / step, min_lr / base)));
        if (kl > 0 && kl < target / 2)
          return answer(Math.max(factor, Math.min(factor * step, max_lr / base)));
        return answer(factor);
      },
    };
  },
});
