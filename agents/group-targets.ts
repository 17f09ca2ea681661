import { ownScores } from './advantages/diagnostics.ts';
import { agentGroups, inPlace, rewardsOf, type Turn } from './advantages/dr-mas.ts';
import { estimate, type GroupEstimate, type GroupEstimator } from './advantages/estimators.ts';
import type { Targets } from './advantages/gae.ts';
import type { Groups } from './advantages/groups.ts';
import type { Experience } from './experience.ts';

/** What an episode is judged by. */
export type EpisodeOutcome = 'return' | 'success';

/** How episodes are compared; neighbouring copies began alike. */
export interface Comparison {
  readonly advantage: GroupEstimator;
  readonly outcome: EpisodeOutcome;
  readonly group_size: number;
  /** Returns that count as successes of their own, for outcome `success`. */
  readonly milestones: readonly number[];
}

/** What an agent that compares episodes makes of its experience. */
export type GroupTargets = (experience: Experience, comparison: Comparison) => Targets;

/**
 * Compares episodes as wholes: a group is the episodes that began alike, and every step of an episode gets the
 * advantage of the episode. The score of a team's episode is the mean of its agents', so that all agents learn from the
 * same advantages (`globalAdvantages`, with one turn a step).
 */
export const teamTargets: GroupTargets = (experience, comparison) => {
  const { advantage, group_size } = comparison;
  const rewards = scoresOf(experience, experience.teamReturns, comparison).map(
    (scores): Groups =>
      Array.from({ length: experience.copies / group_size }, (_, group) =>
        scores.slice(group * group_size, (group + 1) * group_size),
      ),
  );
  const { advantages, diagnostics } = estimate(advantage, rewards);
  const ofCopy = advantages.flat();
  return targets(
    experience,
    comparison,
    Array.from(experience.copy, (copy) => ofCopy[copy]!),
    diagnostics,
  );
};

/**
 * Compares every agent with itself (`perAgentAdvantages`): a group is all steps of the agent in the episodes that began
 * alike, each with the agent's own outcome of its episode, so that longer episodes count more.
 */
export const agentTargets: GroupTargets = (experience, comparison) => {
  const { advantage, group_size } = comparison;
  const rewards = scoresOf(experience, experience.episodeReturns, comparison);
  const turnsOf = (scores: readonly number[]): Turn[] =>
    Array.from(experience.copy, (copy) => ({
      prompt: Math.floor(copy / group_size),
      trajectory: copy,
      // An experience is one agent's.
      agent: 0,
      reward: scores[copy]!,
    }));
  const turns = rewards.map(turnsOf);
  const groups = agentGroups(turns[0]!);
  const { advantages, diagnostics } = estimate(
    advantage,
    turns.map((each) => rewardsOf(each, groups)),
  );
  return targets(experience, comparison, inPlace(experience.length, groups, advantages), diagnostics);
};

/** What each copy's episode is judged by: one reward, or a success and those of the milestones. */
function scoresOf(
  { successes }: Experience,
  returns: Float64Array,
  { outcome, milestones }: Comparison,
): number[][] {
  if (outcome === 'return') return [Array.from(returns)];
  const passed = milestones.map((milestone) => Array.from(returns, (each) => Number(each >= milestone)));
  return [Array.from(successes), ...passed];
}

/** There is no critic to learn any returns. */
function targets(
  experience: Experience,
  comparison: Comparison,
  advantages: readonly number[],
  estimated: GroupEstimate['diagnostics'],
): Targets {
  const { length, episodeReturns, copy } = experience;
  const [own] = scoresOf(experience, episodeReturns, comparison) as [number[]];
  const diagnostics = { ...estimated, ...ownScores(Array.from(copy, (index) => own[index]!)) };
  return { advantages: Float64Array.from(advantages), returns: new Float64Array(length), diagnostics };
}
