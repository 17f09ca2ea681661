import type { GradientStats } from '../diagnostics/gradient-stats.ts';
import type { LossHealth } from './workload.ts';

/** A loss of rewards, or errors, of up to 1 will not come back from beyond this, though it is finite still. */
export const largestLoss = 1e12;

/**
 * What shows that a player has diverged, with the values of the update, or null if nothing does: the first layer whose
 * gradient or parameters are no longer finite, else a loss that is none any more or has exploded.
 *
 * @param stats of the whole vector, then of its layers; empty where none were gathered.
 * @param names of the layers; the first is that of the whole vector, which is only asked if no layer stands out.
 */
export function divergence(
  stats: readonly GradientStats[],
  names: readonly string[],
  { losses, largest, advice }: LossHealth,
): string | null {
  const sign = failingLayer(stats, names) ?? failingLoss(losses, largest);
  if (sign === null) return null;
  const values = losses.map(({ name, value }) => `${name} ${brief(value)}`);
  const norm = stats.slice(0, 1).map(({ gradNorm }) => `gradient norm ${brief(gradNorm)}`);
  return `${sign} (${[...values, ...norm].join(', ')})${advice === undefined ? '' : `; ${advice}`}`;
}

function failingLayer(stats: readonly GradientStats[], names: readonly string[]): string | null {
  const [whole, ...layers] = stats.keys();
  if (whole === undefined) return null;
  for (const layer of [...layers, whole]) {
    const { gradNorm, paramNorm } = stats[layer]!;
    const where = names[layer] || 'the whole network';
    if (!Number.isFinite(gradNorm)) return `the gradient norm of ${where} is ${gradNorm}`;
    if (!Number.isFinite(paramNorm)) return `the parameter norm of ${where} is ${paramNorm}`;
  }
  return null;
}

function failingLoss(reported: readonly { name: string; value: number }[], limit: number): string | null {
  const failed = reported.find(({ value }) => !(Math.abs(value) <= limit));
  return failed === undefined ? null : `the ${failed.name} is ${brief(failed.value)}`;
}

/** Four digits: enough to see what happened. */
export function brief(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** The agents of a team end together: each entry becomes the first error of its team. */
export function teamErrors(errors: readonly (string | null)[], agents: number): (string | null)[] {
  return errors.map((_, player) => {
    const first = player - (player % agents);
    return errors.slice(first, first + agents).find((error) => error !== null) ?? null;
  });
}
