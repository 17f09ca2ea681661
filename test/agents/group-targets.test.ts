import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { globalAdvantages, perAgentAdvantages, type Turn } from '../../agents/advantages/dr-mas.ts';
import { drGrpo, grpo } from '../../agents/advantages/grpo.ts';
import { rloo } from '../../agents/advantages/rloo.ts';
import { agentTargets, type Comparison, teamTargets } from '../../agents/group-targets.ts';
import type { Experience } from '../../agents/index.ts';
import { expectClose } from './golden.ts';

const groupSize = 3;
const copies = 2 * groupSize;
const estimators = { grpo, 'dr-grpo': drGrpo, rloo };

/** Returns by agent and copy, and how long each copy's episode is: a team's agents end together. */
interface TeamEpisodes {
  readonly returns: readonly (readonly number[])[];
  readonly lengths: readonly number[];
}

/** Whole numbers: sums come out alike in any order, however small the deviation that they are divided by. */
const teamEpisodes: fc.Arbitrary<TeamEpisodes> = fc.record({
  returns: fc.array(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: copies, maxLength: copies }), {
    minLength: 1,
    maxLength: 4,
  }),
  lengths: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: copies, maxLength: copies }),
});

/** One agent's experience: a row a step, copy by copy. */
function experienceOf({ returns, lengths }: TeamEpisodes, agent: number): Experience {
  const copy = Int32Array.from(lengths.flatMap((length, index) => Array<number>(length).fill(index)));
  const { length } = copy;
  const teamReturns = lengths.map(
    (_, index) => returns.reduce((sum, own) => sum + own[index]!, 0) / returns.length,
  );
  return {
    length,
    copies,
    copy,
    rewards: new Float64Array(length),
    values: new Float64Array(length),
    terminated: new Uint8Array(length),
    truncated: new Uint8Array(length),
    finalValues: new Float64Array(length),
    nextValues: new Float64Array(copies),
    episodeReturns: Float64Array.from(returns[agent]!),
    teamReturns: Float64Array.from(teamReturns),
    successes: new Uint8Array(copies),
  };
}

/** The same as turns of all agents: an agent speaks once a step, and each time is judged by its episode. */
function turnsOf({ returns, lengths }: TeamEpisodes): Turn[] {
  return returns.flatMap((own, agent) =>
    lengths.flatMap((length, trajectory) =>
      Array.from({ length }, () => ({
        prompt: Math.floor(trajectory / groupSize),
        trajectory,
        agent,
        reward: own[trajectory]!,
      })),
    ),
  );
}

describe.each(Object.entries(estimators))('advantage=%s', (name, estimator) => {
  const comparison: Comparison = {
    advantage: name as keyof typeof estimators,
    outcome: 'return',
    group_size: groupSize,
    milestones: [],
  };

  test.each([
    ['Dr. MAS compares each agent with itself', agentTargets, perAgentAdvantages],
    ['the others compare the team with itself', teamTargets, globalAdvantages],
  ])('%s, as its reference does with the turns of all agents', (_, targets, reference) => {
    fc.assert(
      fc.property(teamEpisodes, (team) => {
        const found = team.returns.flatMap((_, agent) => [
          ...targets(experienceOf(team, agent), comparison).advantages,
        ]);
        expectClose(found, reference(turnsOf(team), estimator), 1e-9);
      }),
    );
  });
});

test("With advantage=grpo an agent's advantages do not depend on the scale of its rewards", () => {
  const comparison: Comparison = {
    advantage: 'grpo',
    outcome: 'return',
    milestones: [],
    group_size: groupSize,
  };
  const returns = [[1, 2, 4, 3, 5, 9]];
  const lengths = [1, 2, 3, 3, 2, 1];
  const scaled = returns.map((own) => own.map((value) => 1000 * value));
  const [small, large] = [returns, scaled].map((each) =>
    agentTargets(experienceOf({ returns: each, lengths }, 0), comparison),
  );
  expectClose(large!.advantages, [...small!.advantages], 1e-5);
  expect(large!.diagnostics!.rawStd).toBeCloseTo(1000 * small!.diagnostics!.rawStd, 6);
  // Longer episodes count more: it is the steps that add up to nothing, not the episodes.
  expect(small!.advantages.reduce((sum, each) => sum + each, 0)).toBeCloseTo(0, 10);
});

test('Judged by success, a team succeeds together', () => {
  const comparison: Comparison = {
    advantage: 'dr-grpo',
    outcome: 'success',
    milestones: [],
    group_size: groupSize,
  };
  const team: TeamEpisodes = { returns: [[9, 9, 9, 9, 9, 9]], lengths: [1, 1, 1, 1, 1, 1] };
  const lived = { ...experienceOf(team, 0), successes: Uint8Array.of(1, 0, 0, 0, 0, 0) };
  for (const targets of [agentTargets, teamTargets]) {
    expectClose(targets(lived, comparison).advantages, [2 / 3, -1 / 3, -1 / 3, 0, 0, 0], 1e-12);
  }
});
