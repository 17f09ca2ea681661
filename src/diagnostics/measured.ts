import type { GradientStats } from './gradient-stats.ts';
import type { Report } from './report.ts';

/** Statistics of the whole gradient, which training measures of whatever it trains. */
export const gradientQuantities = [
  ...['grad_norm', 'grad_mean', 'grad_std', 'grad_max_abs', 'update_norm', 'param_norm', 'cosine_previous'],
] as const;

/**
 * Quantities that an update may measure, named as in the results file. The last four are there only in updates in which
 * training episodes ended or the player was evaluated.
 */
export const measuredQuantities = [
  ...['policy_loss', 'value_loss', 'entropy', 'approx_kl', 'clip_fraction', 'explained_variance'],
  ...gradientQuantities,
  ...['episode_return', 'episode_success', 'evaluation_return', 'evaluation_success'],
] as const;

export type MeasuredQuantity = (typeof measuredQuantities)[number];

/** What one player's update measured. Plain numbers; they depend on that player alone. */
export interface Measured {
  /** Updates made, this one included: 1, 2, … */
  readonly update: number;
  /** Share of the training budget that is spent, 0 … 1. */
  readonly progress: number;
  /** The `lr` of the optimizer, before schedules and controllers; 1 for a rule that has none. */
  readonly baseLearningRate: number;
  /** The learning rate of this update, schedules and controllers included. */
  readonly learningRate: number;
  /** True where a step is minus the learning rate times the gradient, clipping aside: SGD without momentum and decay. */
  readonly gradientDescent?: boolean;
  /**
   * By the names of {@link measuredQuantities}, and what diagnostics have added as `NAME.quantity`. A quantity that the
   * update did not measure is null or left out; one of an update that diverges may be NaN.
   */
  readonly quantities: { readonly [name: string]: number | null };
  /** Gradient statistics by layer: '' is the whole vector, `actor.0.kernel` a parameter. */
  readonly layers: { readonly [layer: string]: GradientStats };
  /** What a diagnostic has asked of the loss at the beginning of this update; shown to that diagnostic alone, and absent where it has not. */
  readonly asked?: Report;
}

/** The value of a quantity, or undefined if the update has not measured it or it is NaN or infinite. */
export function finiteQuantity({ quantities }: Measured, name: string): number | undefined {
  const value = quantities[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
