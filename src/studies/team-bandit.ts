import type { RandomStream } from '../random.ts';

/** Agents that learn side by side, each on a bandit of its own with the same arms, and rewards of a scale of its own. */
export interface TeamBandit {
  /** Mean reward of every arm at scale 1. */
  readonly means: readonly number[];
  /** Standard deviation of a reward at scale 1. */
  readonly noise: number;
  /** Of every agent. */
  readonly scales: readonly number[];
  /** Draws of every agent in an update. */
  readonly group: number;
  readonly lr: number;
}

/** Whose mean and deviation an agent's rewards are standardised by. */
export type Statistics = 'global' | 'own';

/**
 * The rewards of each agent less a mean and over a deviation (of the population): its own, or those of all rewards. Without any
 * spread advantages are 0.
 *
 * @param rewards agent → draw
 */
export function standardizedRewards(
  rewards: readonly (readonly number[])[],
  statistics: Statistics,
): number[][] {
  const all = momentsOf(rewards.flat());
  return rewards.map((own) => {
    const { mean, std } = statistics === 'own' ? momentsOf(own) : all;
    return own.map((reward) => (std === 0 ? 0 : (reward - mean) / std));
  });
}

/**
 * What statistics of all agents multiply the second moment of each agent's advantages by, (var_k + (mean_k − mean)²) / var,
 * where its own make it 1: the lemma of Dr. MAS.
 *
 * @param rewards agent → draw @returns 1 for all where no reward differs from another
 */
export function inflation(rewards: readonly (readonly number[])[]): number[] {
  const { mean, std } = momentsOf(rewards.flat());
  return rewards.map((own) => {
    const { mean: center, std: spread } = momentsOf(own);
    return std === 0 ? 1 : (spread ** 2 + (center - mean) ** 2) / std ** 2;
  });
}

/** Mean and population standard deviation, which is 0 of values that are all the same. */
export function momentsOf(values: readonly number[]): { readonly mean: number; readonly std: number } {
  if (values.every((value) => value === values[0])) return { mean: values[0]!, std: 0 };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, std: Math.sqrt(square) };
}

/**
 * Lets softmax policies, uniform at first, learn by the policy gradient. Yields, before every update and after the last, each
 * agent's regret at scale 1: how far the mean reward of its policy is from that of the best arm.
 */
export function* teamRegrets(
  { means, noise, scales, group, lr }: TeamBandit,
  statistics: Statistics,
  stream: RandomStream,
): Generator<readonly number[], never> {
  const logits = scales.map(() => means.map(() => 0));
  const best = Math.max(...means);
  for (;;) {
    const policies = logits.map(softmax);
    yield policies.map((policy) => best - policy.reduce((sum, p, arm) => sum + p * means[arm]!, 0));
    const arms = policies.map((policy) =>
      Array.from({ length: group }, () => drawn(policy, stream.uniform())),
    );
    const rewards = arms.map((own, agent) =>
      own.map((arm) => scales[agent]! * (means[arm]! + noise * stream.normal())),
    );
    for (const [agent, advantages] of standardizedRewards(rewards, statistics).entries()) {
      for (const [draw, advantage] of advantages.entries()) {
        for (const [arm, p] of policies[agent]!.entries())
          logits[agent]![arm]! += (lr / group) * advantage * (Number(arm === arms[agent]![draw]) - p);
      }
    }
  }
}

function softmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - largest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** The arm that a uniform number falls into. */
function drawn(policy: readonly number[], uniform: number): number {
  let rest = uniform;
  const arm = policy.findIndex((p) => {
    rest -= p;
    return rest < 0;
  });
  return arm < 0 ? policy.length - 1 : arm;
}
