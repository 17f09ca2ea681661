import { expect, test } from 'vitest';
import { designGradient, designRewards, designValue, type RewardDesign } from '../../src/bilevel/parl.ts';
import { bestLogits, judgedPolicy, scoreTerm } from '../../src/bilevel/soft-chain.ts';
import { expectClose, flat, goldenCases } from '../agents/golden.ts';

const tolerance = 1e-7;

interface Problem {
  readonly slip: number;
  readonly discount: number;
  readonly entropy_temperature: number;
  readonly start_state: number;
  readonly reward_features: [number[], number[]][];
  readonly nu: number[];
  readonly preference_weights: [number, number][];
  readonly ridge: number;
}

interface Loop {
  readonly logit_difference0: number[];
  readonly inner_steps: number;
  readonly inner_lr: number;
  readonly outer_steps: number;
  readonly outer_lr: number;
  readonly hessian_damping: number;
}

interface Exact {
  readonly optimal_logits_zero_mean: number[][];
  readonly value_at_optimum: number;
  readonly occupancy: number[][];
  readonly upper: number;
  readonly d_upper_d_nu_direct: number[];
  readonly d_upper_d_logit_difference: number[];
  readonly hessian_logit_difference: number[][];
  readonly mixed_second_derivative: number[][];
  readonly hypergradient: number[];
}

interface OuterStep {
  readonly logit_difference: number[];
  readonly hypergradient: number[];
  readonly nu: number[];
  readonly upper: number;
}

interface Case<I, E> {
  readonly id: string;
  readonly kind: string;
  readonly inputs: I;
  readonly expected: E;
}

function ofKind<I, E>(kind: string): Case<I, E>[] {
  return goldenCases<Case<I, E>>('parl', 'systems').filter((each) => each.kind === kind);
}

function designOf(problem: Problem): RewardDesign {
  return {
    chain: {
      features: problem.reward_features,
      slip: problem.slip,
      discount: problem.discount,
      temperature: problem.entropy_temperature,
      start: problem.start_state,
    },
    preferences: problem.preference_weights,
    ridge: problem.ridge,
  };
}

const exact = ofKind<Problem, Exact>('parl_exact');
const { inputs: problem } = exact[0]!;

test.each(exact)('$id', ({ inputs, expected }) => {
  const design = designOf(inputs);
  const logits = bestLogits(design.chain, inputs.nu);
  const { policy, upper, direct, slope, hypergradient } = designGradient(design, inputs.nu, logits);
  expectClose(
    logits.flatMap((logit) => [-logit / 2, logit / 2]),
    expected.optimal_logits_zero_mean,
    tolerance,
  );
  expectClose(policy.value, expected.value_at_optimum, tolerance);
  expectClose(flat(policy.occupancy), expected.occupancy, tolerance);
  expectClose(upper, expected.upper, tolerance);
  expectClose(direct, expected.d_upper_d_nu_direct, tolerance);
  expectClose(slope, expected.d_upper_d_logit_difference, tolerance);
  expectClose(flat(policy.hessian), expected.hessian_logit_difference, tolerance);
  expectClose(flat(policy.mixed), expected.mixed_second_derivative, tolerance);
  expectClose(hypergradient, expected.hypergradient, tolerance);
});

test.each(ofKind<Loop, { outer: OuterStep[] }>('parl_loop'))('$id', ({ inputs: loop, expected }) => {
  const design = designOf(problem);
  const settings = {
    innerSteps: loop.inner_steps,
    innerRate: loop.inner_lr,
    outerRate: loop.outer_lr,
    damping: loop.hessian_damping,
  };
  const way = designRewards(design, { nu: problem.nu, logits: loop.logit_difference0 }, settings);
  for (const wanted of expected.outer) {
    const { logits, hypergradient, nu } = way.next().value;
    expectClose(
      [...logits, ...hypergradient, ...nu, designValue(design, nu)],
      [wanted.logit_difference, wanted.hypergradient, wanted.nu, wanted.upper],
      tolerance,
    );
  }
});

test.each(
  ofKind<{ logits: number[]; utilities: number[] }, { gradient_of_expected_utility: number[] }>('score'),
)('$id', ({ inputs, expected }) => {
  expectClose(scoreTerm(inputs.logits, inputs.utilities), expected.gradient_of_expected_utility, tolerance);
});

test('away from the best policy the derivatives of its value are those of differences', () => {
  const { chain } = designOf(problem);
  const nu = [0.4, -0.7];
  const logits = [0.3, -1.1, 0.8, 0.1, -0.4];
  const step = 1e-5;
  const moved = (values: readonly number[], index: number, by: number) =>
    values.map((value, at) => (at === index ? value + by : value));
  const slopeAt = (now: readonly number[], own: readonly number[]) => judgedPolicy(chain, now, own).slope;
  const judged = judgedPolicy(chain, nu, logits);
  const difference = (up: ArrayLike<number>, down: ArrayLike<number>) =>
    Array.from(up, (value, index) => (value - down[index]!) / (2 * step));
  const value = (own: readonly number[]) => [judgedPolicy(chain, nu, own).value];
  for (const index of logits.keys()) {
    const [up, down] = [moved(logits, index, step), moved(logits, index, -step)];
    expectClose(difference(value(up), value(down)), [judged.slope[index]!], 1e-6);
    expectClose(
      difference(slopeAt(nu, up), slopeAt(nu, down)),
      judged.hessian.map((row) => row[index]!),
      1e-6,
    );
  }
  for (const index of nu.keys()) {
    const found = difference(
      slopeAt(moved(nu, index, step), logits),
      slopeAt(moved(nu, index, -step), logits),
    );
    expectClose(found, judged.mixed[index]!, 1e-6);
  }
  expect(judged.occupancy.flat().reduce((sum, visits) => sum + visits)).toBeCloseTo(10, 10);
});
