import { z } from 'zod';
import { finiteQuantity, measuredQuantities } from '../diagnostics/index.ts';
import { type ControllerAnswer, defineController } from './controller.ts';

const settings = z.object({
  quantity: z
    .union([z.enum(measuredQuantities), z.string().regex(/^[\w-]+\..+$/)])
    .default('evaluation_return')
    .describe('what is watched: one of what updates measure, or NAME.quantity of a diagnostic'),
  mode: z.enum(['min', 'max']).default('max').describe("which way is better; PyTorch's default is min"),
  factor: z.number().gt(0).lt(1).default(0.1).describe('the learning rate is multiplied by this'),
  patience: z.int().min(0).default(10).describe('measurements without improvement that are let pass'),
  threshold: z.number().min(0).default(1e-4).describe('how much better counts as an improvement'),
  threshold_mode: z
    .enum(['rel', 'abs'])
    .default('abs')
    .describe(
      "abs: better by the threshold; rel: by this share of the best, which is PyTorch's default and means nothing for values below 0",
    ),
  cooldown: z.int().min(0).default(0).describe('measurements to wait after the rate was lowered'),
  min_lr: z.number().min(0).default(0).describe('the learning rate is not lowered below this'),
  eps: z.number().min(0).default(1e-8).describe('changes of the learning rate up to this are left out'),
});

type Settings = z.output<typeof settings>;

type State = {
  readonly factor: number;
  /** null before the first measurement. */
  readonly best: number | null;
  /** Measurements in a row that were no improvement. */
  readonly bad: number;
  /** Measurements that are still to be waited for. */
  readonly cooling: number;
};

/**
 * Lowers the learning rate when a quantity has stopped improving, counting the updates that measured it: the default,
 * the return of evaluations, is measured in some updates only. The rest is PyTorch's rule; the bounds are of `lr` times the
 * factor, which schedules lower further. NaN and infinity are not counted, where PyTorch counts NaN as no improvement.
 */
export const plateau = defineController({
  name: 'plateau',
  aliases: ['ReduceLROnPlateau'],
  summary: 'lowers the learning rate when a quantity has stopped improving',
  source: 'PyTorch 2.15.0 torch/optim/lr_scheduler.py ReduceLROnPlateau',
  settings,
  decides: ['learningRateFactor'],
  observes: ({ quantity }) => [quantity],
  create(settings) {
    const answer = (state: State): ControllerAnswer<State> => ({
      state,
      decision: { learningRateFactor: state.factor },
    });
    return {
      init: () => answer({ factor: 1, best: null, bad: 0, cooling: 0 }),
      observe(measured, state: State) {
        const value = finiteQuantity(measured, settings.quantity);
        return answer(
          value === undefined ? state : counted(settings, state, value, measured.baseLearningRate),
        );
      },
    };
  },
});

function counted(settings: Settings, before: State, value: number, base: number): State {
  const better = before.best === null || isBetter(settings, value, before.best);
  const best = better ? value : before.best;
  const isCooling = before.cooling > 0;
  const bad = better || isCooling ? 0 : before.bad + 1;
  const cooling = isCooling ? before.cooling - 1 : 0;
  if (bad <= settings.patience) return { factor: before.factor, best, bad, cooling };
  return { factor: lowered(settings, before.factor, base), best, bad: 0, cooling: settings.cooldown };
}

function isBetter({ mode, threshold, threshold_mode }: Settings, value: number, best: number): boolean {
  if (mode === 'min') return value < (threshold_mode === 'rel' ? best * (1 - threshold) : best - threshold);
  return value > (threshold_mode === 'rel' ? best * (1 + threshold) : best + threshold);
}

/** @param base the learning rate that the factor is on. */
function lowered({ factor, min_lr, eps }: Settings, before: number, base: number): number {
  if (!(base > 0)) return before;
  const after = Math.max(before * factor, min_lr / base);
  return base * (before - after) > eps ? after : before;
}
