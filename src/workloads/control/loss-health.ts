import { largestLoss } from '../../training/divergence.ts';
import type { LossHealth } from '../../training/workload.ts';

/** Sums of squares of larger rewards are no longer finite in float32. */
const largestReward = 1e15;

/**
 * How large the losses of an agent may be: they grow with the square of rewards at most.
 *
 * @param valueLoss null where it is not there, for a critic's has a gradient that shows the same.
 * @param reward the largest that the player has seen, in size.
 */
export function lossHealth(policyLoss: number, valueLoss: number | null, reward: number): LossHealth {
  return {
    losses: [
      { name: 'policy loss', value: policyLoss },
      ...(valueLoss === null ? [] : [{ name: 'value loss', value: valueLoss }]),
    ],
    largest: largestLoss * Math.max(1, reward) ** 2,
    advice:
      reward > largestReward
        ? `rewards of ${Number(reward.toPrecision(4))} are too large to learn from, scale them`
        : undefined,
  };
}
