import { agentGroups, inPlace, rewardsOf, type Turn } from './advantages/dr-mas.ts';
import { estimate, type GroupEstimator } from './advantages/estimators.ts';
import type { Targets } from './advantages/gae.ts';
import type { Groups } from './advantages/groups.ts';
import type { Experience } from './experience.ts';

/** What an episode is judged by. */
export type Outcome = 'return' | 'success';

/** How episodes are compared; neighbouring copies began alike. */
export interface Comparison {
  readonly advantage: GroupEstimator;
  readonly outcome: Outcome;
  readonly group_size: number;
}

/** What an agent that compares episodes makes of its experience. */
export type GroupTargets = (experience: Experience, comparison: Comparison) => Targets;

/**
 * Compares episodes as wholes: a group is the episodes that began alike, and every step of an episode gets the
 * advantage of the episode. The score of a team's episode is the mean of its agents', so that all agents learn from the
 * same advantages (`globalAdvantages`, with one turn a step).
 */
export const teamTargets: GroupTargets = (experience, { advantage, outcome, group_size }) => {
  const scores = outcome === 'success' ? experience.successes : experience.teamReturns;
  const groups: Groups = Array.from({ length: experience.copies / group_size }, (_, group) =>
    Array.from(scores.subarray(group * group_size, (group + 1) * group_size)),
  );
  const { advantages, diagnostics } = estimate(advantage, groups);
  const ofCopy = advantages.flat();
  return targets(
    experience,
    Array.from(experience.copy, (copy) => ofCopy[copy]!),
    diagnostics,
  );
};

/**
 * Compares every agent with itself (`perAgentAdvantages`): a group is all steps of the agent in the episodes that began
 * alike, each with the agent's own outcome of its episode, so that longer episodes count more.
 */
export const agentTargets: GroupTargets = (experience, { advantage, outcome, group_size }) => {
  const scores = outcome === 'success' ? experience.successes : experience.episodeReturns;
  const turns = Array.from(
    experience.copy,
    // An experience is one agent's.
    (copy): Turn => ({
      prompt: Math.floor(copy / group_size),
      trajectory: copy,
      agent: 0,
      reward: scores[copy]!,
    }),
  );
  const groups = agentGroups(turns);
  const { advantages, diagnostics } = estimate(advantage, rewardsOf(turns, groups));
  return targets(experience, inPlace(turns.length, groups, advantages), diagnostics);
};

/** There is no critic to learn any returns. */
function targets(
  { length }: Experience,
  advantages: readonly number[],
  diagnostics: NonNullable<Targets['diagnostics']>,
): Targets {
  return { advantages: Float64Array.from(advantages), returns: new Float64Array(length), diagnostics };
}
