import { RandomStream } from '../random.ts';
import type { MemberPlan } from './population-plan.ts';

/**
 * Who learns for itself: a member, or each agent of a member's team. Agents are one more batch axis: roll-out, learner
 * and evaluation see players side by side and treat every one as a member.
 */
export interface Player extends MemberPlan {
  /** The place in the team: 0, 1, … */
  readonly agent: number;
}

/** The players of a population: those of a member lie together, by agent. */
export function playersOf(members: readonly MemberPlan[], agents: number): Player[] {
  return members.flatMap((member) => Array.from({ length: agents }, (_, agent) => ({ ...member, agent })));
}

/** A player's random stream. A team's first agent draws what its member would alone. */
export function playerStream(
  { seed, agent }: Pick<Player, 'seed' | 'agent'>,
  ...purpose: readonly (string | number)[]
): RandomStream {
  return RandomStream.of(seed, ...purpose, ...(agent === 0 ? [] : [agent]));
}

/** Streams of all copies of all players, in the order of an environment's rows. */
export function copyStreams(players: readonly Player[], purpose: string, copies: number): RandomStream[] {
  return players.flatMap((player) =>
    Array.from({ length: copies }, (_, copy) => playerStream(player, purpose, copy)),
  );
}

/**
 * What the statistics of a player's gradient are called: the whole vector first, then its layers. In a team everything
 * carries the agent: `agent1`, `agent1.actor.0.kernel`.
 */
export function layerNames(layers: readonly string[], agent: number, agents: number): string[] {
  if (agents === 1) return ['', ...layers];
  const own = `agent${agent + 1}`;
  return [own, ...layers.map((layer) => `${own}.${layer}`)];
}
