import { mean } from '../../src/stats/index.ts';
import type { GroupAdvantages, Groups } from './groups.ts';

/** One turn of one agent in one trajectory, of which several answer the same prompt (begin in the same state). */
export interface Turn {
  readonly prompt: number | string;
  readonly trajectory: number | string;
  readonly agent: number | string;
  readonly reward: number;
}

type Estimator = (groups: Groups) => GroupAdvantages;

/**
 * Dr. MAS: every agent is compared with itself. A group is all turns of one agent on one prompt; an agent that speaks k
 * times in a trajectory counts k times. What an agent's rewards are scaled by is its own spread, so that no agent's
 * gradient is blown up by another's.
 *
 * @param estimator `grpo` for Dr. MAS itself, `drGrpo` and `rloo` for its variants.
 * @returns one advantage a turn.
 */
export function perAgentAdvantages(turns: readonly Turn[], estimator: Estimator): number[] {
  const groups = agentGroups(turns);
  return inPlace(turns.length, groups, estimator(rewardsOf(turns, groups)));
}

/** The groups of {@link perAgentAdvantages}: indices of the turns of one agent on one prompt. */
export function agentGroups(turns: readonly Turn[]): number[][] {
  return grouped(turns, ({ prompt, agent }) => JSON.stringify([prompt, agent]));
}

export function rewardsOf(turns: readonly Turn[], groups: readonly (readonly number[])[]): Groups {
  return groups.map((rows) => rows.map((row) => turns[row]!.reward));
}

/**
 * What Dr. MAS is compared with: one normalisation for all agents. A trajectory's score is the mean of its turns, groups
 * are the trajectories of a prompt, and every turn of a trajectory receives its advantage.
 */
export function globalAdvantages(turns: readonly Turn[], estimator: Estimator): number[] {
  const advantages = new Array<number>(turns.length);
  for (const rows of grouped(turns, ({ prompt }) => JSON.stringify(prompt))) {
    const trajectories = byTrajectory(turns, rows);
    const scores = trajectories.map((own) => mean(own.map((row) => turns[row]!.reward))!);
    const [group] = estimator([scores]);
    trajectories.forEach((own, index) => {
      for (const row of own) advantages[row] = group![index]!;
    });
  }
  return advantages;
}

/**
 * Leave-one-out over trajectories as verl has it: the baseline is made of every trajectory's first turn, and each turn
 * keeps its own score. Where the turns of a trajectory share one reward this is {@link globalAdvantages} with `rloo`.
 */
export function globalRloo(turns: readonly Turn[]): number[] {
  const advantages = new Array<number>(turns.length);
  for (const rows of grouped(turns, ({ prompt }) => JSON.stringify(prompt))) {
    const firsts = byTrajectory(turns, rows).map(([first]) => turns[first!]!.reward);
    const count = firsts.length;
    const center = mean(firsts)!;
    for (const row of rows) {
      const { reward } = turns[row]!;
      advantages[row] = count === 1 ? reward : ((reward - center) * count) / (count - 1);
    }
  }
  return advantages;
}

function byTrajectory(turns: readonly Turn[], rows: readonly number[]): number[][] {
  const own = rows.map((row) => turns[row]!);
  return grouped(own, ({ trajectory }) => JSON.stringify(trajectory)).map((group) =>
    group.map((index) => rows[index]!),
  );
}

/** Indices of the turns with the same key, in the order in which keys first come. */
function grouped(turns: readonly Turn[], key: (turn: Turn) => string): number[][] {
  const groups = new Map<string, number[]>();
  for (const [row, turn] of turns.entries()) {
    const name = key(turn);
    const rows = groups.get(name);
    if (rows) rows.push(row);
    else groups.set(name, [row]);
  }
  return [...groups.values()];
}

/** What was worked out group by group, back in the places of the turns. */
export function inPlace(length: number, groups: readonly number[][], values: Groups): number[] {
  const result = new Array<number>(length);
  groups.forEach((rows, group) => {
    rows.forEach((row, index) => {
      result[row] = values[group]![index]!;
    });
  });
  return result;
}
