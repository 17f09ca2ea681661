import type { GradientStats } from '../diagnostics/gradient-stats.ts';

/**
 * What shows that a member has diverged, or null if nothing does: the first layer whose gradient or parameters are no
 * longer finite.
 *
 * @param names of the layers; the first is that of the whole vector, which is only asked if no layer stands out.
 */
export function divergence(stats: readonly GradientStats[], names: readonly string[]): string | null {
  const [whole, ...layers] = stats.keys();
  for (const layer of [...layers, whole!]) {
    const { gradNorm, paramNorm } = stats[layer]!;
    const where = names[layer] || 'the whole network';
    if (!Number.isFinite(gradNorm)) return `the gradient norm of ${where} is ${gradNorm}`;
    if (!Number.isFinite(paramNorm)) return `the parameter norm of ${where} is ${paramNorm}`;
  }
  return null;
}

/** The agents of a team end together: each entry becomes the first error of its team. */
export function teamErrors(errors: readonly (string | null)[], agents: number): (string | null)[] {
  return errors.map((_, player) => {
    const first = player - (player % agents);
    return errors.slice(first, first + agents).find((error) => error !== null) ?? null;
  });
}
