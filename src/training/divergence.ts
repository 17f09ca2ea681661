import type { GradientStats } from '../diagnostics/gradient-stats.ts';

/**
 * What shows that a member has diverged, or null if nothing does: the first layer whose gradient or parameters are no
 * longer finite.
 *
 * @param names of the layers; '' is the whole vector and only asked if no layer stands out.
 */
export function divergence(stats: readonly GradientStats[], names: readonly string[]): string | null {
  const order = [...stats.keys()].sort((a, b) => Number(names[a] === '') - Number(names[b] === ''));
  for (const layer of order) {
    const { gradNorm, paramNorm } = stats[layer]!;
    const where = names[layer] === '' ? 'the whole network' : names[layer];
    if (!Number.isFinite(gradNorm)) return `the gradient norm of ${where} is ${gradNorm}`;
    if (!Number.isFinite(paramNorm)) return `the parameter norm of ${where} is ${paramNorm}`;
  }
  return null;
}
