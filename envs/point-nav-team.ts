import { z } from 'zod';
import { UsageError } from '../src/errors.ts';
import { pointNavDrawing } from './drawings/point-nav.ts';
import { defineTeamEnv } from './env-entry.ts';
import { float32Box } from './env-spec.ts';
import { reach } from './point-nav.ts';
import { drawGoal, nearestGoal } from './point-nav-goal.ts';
import { rewards } from './point-nav-reward.ts';
import { type Vector3, vector3Arithmetic, withinCube } from './vector3.ts';

/** What the agents are given in turn if nobody says otherwise: as unlike as the agents of one task may be. */
const usualSpeeds = [1, 0.5, 0.25];
const usualScales = [1, 3, 10];

const settings = z.object({
  agents: z.int().positive().max(1000).default(3).describe('agents in the team'),
  speeds: z
    .array(z.number().positive())
    .nullable()
    .default(null)
    .describe(`how far each agent's actions carry it; none: ${usualSpeeds.join(', ')} in turn`),
  reward_scales: z
    .array(z.number().positive())
    .nullable()
    .default(null)
    .describe(`what each agent's own reward is multiplied by; none: ${usualScales.join(', ')} in turn`),
  goals: z.enum(['shared', 'own']).default('shared').describe('one goal for all agents, or one for each'),
  team_reward: z
    .number()
    .min(0)
    .default(1)
    .describe("weight of the team's reward, the mean of the agents' own before they are scaled"),
  threshold: z
    .number()
    .positive()
    .max(nearestGoal)
    .default(0.05)
    .describe('distance below which an agent has arrived'),
  max_episode_steps: z.int().positive().default(500).describe('steps after which an episode is truncated'),
});

const start: Vector3 = [0, 0, 0];
const arithmetic = vector3Arithmetic((x) => x);
const { add, subtract, norm } = arithmetic;

/**
 * `point-nav` for a team: agents of different speed fly to a goal, each with a policy of its own, and are rewarded on
 * different scales. An agent that has arrived stays where it is and earns nothing more of its own; the episode is over
 * when all have.
 *
 * An agent sees where it is, its goal, and where the others are. State: the positions of all agents, their goals. Whether
 * an agent has arrived follows from these.
 */
export const pointNavTeam = defineTeamEnv({
  name: 'point-nav-team',
  summary: 'a team flies to a goal: agents of different speed and reward scale, a policy for each',
  source: 'point-nav, for several agents with rewards of their own',
  settings,
  drawing: () => pointNavDrawing,
  create(options, id) {
    const { agents, goals, team_reward, threshold, max_episode_steps } = options;
    const speeds = oneEach('speeds', options.speeds, usualSpeeds, agents);
    const scales = oneEach('reward_scales', options.reward_scales, usualScales, agents);
    const everyone = speeds.map((_, agent) => agent);
    const goalsAt = 3 * agents;
    const read = (numbers: ArrayLike<number>, at: number): Vector3 => [
      numbers[at]!,
      numbers[at + 1]!,
      numbers[at + 2]!,
    ];

    return {
      spec: {
        id,
        agents,
        observationSpace: float32Box(Array(3 * agents + 3).fill(-1), Array(3 * agents + 3).fill(1)),
        actionSpace: { kind: 'box', low: Array(3).fill(-reach), high: Array(3).fill(reach) },
        maxEpisodeSteps: max_episode_steps,
        // As for one agent, whose arrival is worth 15 and what the way there gained: nine arrivals in ten.
        rewardThreshold: 14 * (sum(scales) / agents + team_reward),
        success: `all agents come within ${threshold} of their goals`,
        places: { position: [0, 1, 2], goal: [3, 4, 5] },
        stateLength: 6 * agents,
      },

      reset(state, at, stream) {
        const shared = drawGoal(stream, start, arithmetic);
        for (const agent of everyone) {
          const goal = goals === 'shared' || agent === 0 ? shared : drawGoal(stream, start, arithmetic);
          state.set(start, at + 3 * agent);
          state.set(goal, at + goalsAt + 3 * agent);
        }
      },

      step(state, at, actions, actionsAt, outcome) {
        let arrivals = 0;
        const own = everyone.map((agent) => {
          const from = read(state, at + 3 * agent);
          const goal = read(state, at + goalsAt + 3 * agent);
          const distanceBefore = norm(subtract(from, goal));
          if (distanceBefore < threshold) {
            arrivals++;
            return 0;
          }
          const [x, y, z] = withinCube(read(actions, actionsAt[agent]!), reach);
          const speed = speeds[agent]!;
          const to = withinCube(add(from, [x * speed, y * speed, z * speed]), 1);
          const distance = norm(subtract(to, goal));
          const arrived = distance < threshold;
          if (arrived) arrivals++;
          state.set(to, at + 3 * agent);
          return rewards.progress({ from, to, goal, distanceBefore, distance, arrived }, arithmetic);
        });
        const shared = (team_reward * sum(own)) / agents;
        for (const agent of everyone) outcome.rewards[agent] = scales[agent]! * own[agent]! + shared;
        outcome.terminated = arrivals === agents;
        outcome.success = outcome.terminated;
      },

      observe(state, at, agent, observations, observationAt) {
        const others = everyone.filter((other) => other !== agent);
        const seen = [3 * agent, goalsAt + 3 * agent, ...others.map((other) => 3 * other)];
        seen.forEach((from, index) => {
          for (let i = 0; i < 3; i++) observations[observationAt + 3 * index + i] = state[at + from + i]!;
        });
      },
    };
  },
});

/** A number for each agent: those that were given, or the usual ones in turn. */
function oneEach(
  name: string,
  given: readonly number[] | null,
  usual: readonly number[],
  agents: number,
): readonly number[] {
  if (given === null) return Array.from({ length: agents }, (_, agent) => usual[agent % usual.length]!);
  if (given.length === agents) return given;
  throw new UsageError(
    `point-nav-team: ${name} takes a number for each of the ${agents} agents, given [${given}]`,
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
