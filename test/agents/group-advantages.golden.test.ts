import { describe, expect, test } from 'vitest';
import { betaNormalizer, bnpo, successRates } from '../../agents/advantages/bnpo.ts';
import { decomposed } from '../../agents/advantages/decompose.ts';
import { globalAdvantages, globalRloo, perAgentAdvantages } from '../../agents/advantages/dr-mas.ts';
import type { Groups } from '../../agents/advantages/groups.ts';
import { drGrpo, grpo } from '../../agents/advantages/grpo.ts';
import { rloo } from '../../agents/advantages/rloo.ts';
import { normalizeThenSum, sumThenNormalize, trlGrpo, trlRloo } from '../../agents/advantages/trl.ts';
import { expectClose, flat, goldenCases, type Numbers } from './golden.ts';

const tolerance = 1e-10;

interface Case {
  readonly name: string;
  readonly algo: string;
}

const all = goldenCases<Case>('advantages');
const casesOf = <Kind>(algo: string) =>
  all.filter((each) => each.algo === algo) as unknown as (Case & Kind)[];

type Table = Readonly<Record<string, (groups: Groups) => number[][]>>;

const table: Table = {
  grpo_std_eps1e6: grpo,
  dr_grpo_nostd: drGrpo,
  rloo,
  trl_grpo_group_eps1e4: (groups) => trlGrpo(groups, 'group'),
  trl_grpo_batch_eps1e4: (groups) => trlGrpo(groups, 'batch'),
  trl_rloo: (groups) => trlRloo(groups, false),
  trl_rloo_normalised_eps1e4: (groups) => trlRloo(groups, true),
};

describe.each(casesOf<{ groups: number[][] } & Record<string, Numbers>>('grpo_rloo'))('$name', (each) => {
  test.each(Object.keys(table).filter((name) => name in each))('%s is that of its reference', (name) => {
    expectClose(flat(table[name]!(each.groups)), each[name]!, tolerance);
  });
});

interface MultiReward {
  readonly P: number;
  readonly G: number;
  readonly rewards_per_func: number[][];
  readonly weights: number[];
  readonly sum_then_normalize: number[];
  readonly normalize_then_sum: number[];
}

test.each(casesOf<MultiReward>('trl_multi_reward'))('$name: several rewards become one as in TRL', (each) => {
  const { P, G, rewards_per_func, weights } = each;
  const rewards = weights.map((_, k) =>
    Array.from({ length: P }, (_, p) =>
      Array.from({ length: G }, (_, g) => rewards_per_func[p * G + g]![k]!),
    ),
  );
  expectClose(flat(sumThenNormalize(rewards, weights)), each.sum_then_normalize, tolerance);
  expectClose(flat(normalizeThenSum(rewards, weights)), each.normalize_then_sum, tolerance);
});

interface Bnpo {
  readonly scores: number[][];
  readonly p: number[];
  readonly alpha: number | string;
  readonly beta: number | string;
  readonly advantages?: Numbers | string;
  readonly reference_raises?: unknown;
}

test.each(casesOf<Bnpo>('bnpo'))('$name is normalised by the Beta distribution of the reference', (each) => {
  const advantages = flat(bnpo(each.scores));
  expectClose(successRates(each.scores), each.p, tolerance);
  const defined = !JSON.stringify(each).includes('NaN') && each.reference_raises === undefined;
  if (!defined) {
    // The reference breaks where all rates are equal; what counts is that we do not.
    expect(advantages.every(Number.isFinite)).toBe(true);
    return;
  }
  const { alpha, beta } = betaNormalizer(successRates(each.scores));
  expectClose([alpha, beta], [each.alpha as number, each.beta as number], tolerance);
  expectClose(advantages, each.advantages as Numbers, tolerance);
});

interface Decomposition {
  readonly components: number[][][];
  readonly per_component: Numbers;
  readonly advantages: Numbers;
  readonly grpo_decomposed: Numbers;
}

test.each(casesOf<Decomposition>('bnpo_decomposition'))('$name averages over its rewards', (each) => {
  expectClose(flat(each.components.map((groups) => bnpo(groups))), each.per_component, tolerance);
  expectClose(flat(decomposed(bnpo, each.components)), each.advantages, tolerance);
  expectClose(flat(decomposed(grpo, each.components)), each.grpo_decomposed, tolerance);
});

interface DrMas {
  readonly prompt: number[];
  readonly trajectory: string[];
  readonly agent: string[];
  readonly rewards: number[];
  readonly per_agent: number[];
  readonly global_: number[];
  readonly per_agent_nostd: number[];
  readonly per_agent_rloo: number[];
  readonly global_rloo: number[];
}

test.each(casesOf<DrMas>('dr_mas'))('$name compares agents with themselves, or all with all', (each) => {
  const turns = each.rewards.map((reward, row) => ({
    prompt: each.prompt[row]!,
    trajectory: each.trajectory[row]!,
    agent: each.agent[row]!,
    reward,
  }));
  expectClose(perAgentAdvantages(turns, grpo), each.per_agent, tolerance);
  expectClose(perAgentAdvantages(turns, drGrpo), each.per_agent_nostd, tolerance);
  expectClose(perAgentAdvantages(turns, rloo), each.per_agent_rloo, tolerance);
  expectClose(globalAdvantages(turns, grpo), each.global_, tolerance);
  expectClose(globalRloo(turns), each.global_rloo, tolerance);
});
