import { type LossTerm, lossTerms } from '../../agents/index.ts';
import type { GradientStats } from '../diagnostics/gradient-stats.ts';

/**
 * For rewards of up to 1. A loss grows with their square at most, so beyond this times the square of the largest reward
 * that was seen it will not come back, though its numbers are finite still.
 */
const largestLoss = 1e12;

/** Sums of squares of larger rewards are no longer finite in float32. */
const largestReward = 1e15;

const losses: readonly (readonly [LossTerm, string])[] = [
  ['policyLoss', 'policy loss'],
  ['valueLoss', 'value loss'],
];

/**
 * What shows that a member has diverged, with the values of the update, or null if nothing does: the first layer whose
 * gradient or parameters are no longer finite, else a loss that is none any more or has exploded.
 *
 * @param names of the layers; the first is that of the whole vector, which is only asked if no layer stands out.
 * @param terms as `learn` returns them: NaN where the agent does not report a term.
 * @param reward the largest that the member has seen, in size.
 */
export function divergence(
  stats: readonly GradientStats[],
  names: readonly string[],
  terms: readonly number[],
  reward = 0,
): string | null {
  const reported = losses
    .map(([term, name]) => ({ name, value: terms[lossTerms.indexOf(term)]! }))
    // Every agent has a policy; a value loss that is NaN is one that is not there, for a critic's has a gradient.
    .filter(({ name, value }) => name === 'policy loss' || !Number.isNaN(value));
  const sign = failingLayer(stats, names) ?? failingLoss(reported, largestLoss * Math.max(1, reward) ** 2);
  if (sign === null) return null;
  const values = reported.map(({ name, value }) => `${name} ${brief(value)}`);
  const scale =
    reward > largestReward ? `; rewards of ${brief(reward)} are too large to learn from, scale them` : '';
  return `${sign} (${[...values, `gradient norm ${brief(stats[0]!.gradNorm)}`].join(', ')})${scale}`;
}

function failingLayer(stats: readonly GradientStats[], names: readonly string[]): string | null {
  const [whole, ...layers] = stats.keys();
  for (const layer of [...layers, whole!]) {
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
function brief(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** The agents of a team end together: each entry becomes the first error of its team. */
export function teamErrors(errors: readonly (string | null)[], agents: number): (string | null)[] {
  return errors.map((_, player) => {
    const first = player - (player % agents);
    return errors.slice(first, first + agents).find((error) => error !== null) ?? null;
  });
}
