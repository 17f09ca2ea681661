import { describe, expect, test } from 'vitest';
import { fullConstants } from '../../src/search/cma/full-covariance.ts';
import type { CmaState } from '../../src/search/cma/generation.ts';
import { type SearchRule, searchRules } from '../../src/search/index.ts';
import { closeTo, goldenCases, near, nothing, recorded } from './golden.ts';

type Numbers = readonly number[];

const ruleOf = (name: string, settings: Readonly<Record<string, string | number>>, length: number) => {
  const { entry, settings: options } = searchRules.resolve({ name, positional: [], settings });
  return entry.create(options, length);
};

/** A recorded run of the package cmaes. */
interface Run {
  readonly id: string;
  readonly hyperparameters: {
    readonly variant: string;
    readonly sigma: number;
    readonly population_size: number;
  };
  readonly params: readonly { readonly init: Numbers }[];
  readonly noise?: readonly (readonly Numbers[])[];
  readonly solutions: readonly (readonly Numbers[])[];
  readonly fitness: readonly Numbers[];
  readonly expected: readonly (readonly Numbers[])[];
  readonly expected_hyper: readonly { readonly sigma: number }[];
  readonly expected_C: readonly Numbers[];
  readonly expected_p_sigma: readonly Numbers[];
  readonly expected_p_c: readonly Numbers[];
}

test.each(goldenCases<Run>('more/cma_es.json').map((run) => [run.id, run] as const))(
  'CMAES follows cmaes: %s',
  (_id, run) => {
    const { variant, sigma, population_size: population } = run.hyperparameters;
    const start = Float64Array.from(run.params[0]!.init);
    const rule = ruleOf('CMAES', { variant, sigma, population }, start.length) as SearchRule<CmaState>;
    let state = rule.begin(start, nothing);
    for (const [index, solutions] of run.solutions.entries()) {
      const drawn = run.noise?.[index];
      // Recorded to ten digits.
      if (drawn)
        near(
          rule.ask(state, recorded(drawn)).flatMap((each) => [...each]),
          solutions.flat(),
          1e-9,
        );
      const candidates = solutions.map((each) => Float64Array.from(each));
      // The package looks for the least.
      const fitness = run.fitness[index]!.map((value) => -value);
      state = rule.tell(state, { candidates, fitness }, nothing);
      near(rule.centre(state), run.expected[index]![0]!, 2e-9);
      near([state.sigma], [run.expected_hyper[index]!.sigma], 2e-9);
      near(state.covariance, run.expected_C[index]!, 2e-9);
      near(state.stepPath, run.expected_p_sigma[index]!, 2e-9);
      near(state.covariancePath, run.expected_p_c[index]!, 2e-9);
    }
  },
);

interface CmaCase {
  readonly id: string;
  readonly kind: string;
  readonly inputs: {
    readonly mean: Numbers;
    readonly sigma: number;
    readonly population: number;
    readonly points?: readonly (readonly Numbers[])[];
    readonly noise?: readonly (readonly Numbers[])[];
  };
  readonly expected: {
    readonly constants: Readonly<Record<string, number | Numbers>>;
    readonly generations: readonly {
      readonly mean: Numbers;
      readonly sigma: number;
      readonly C: readonly Numbers[];
      readonly best?: number;
    }[];
  };
}

interface CemCase {
  readonly id: string;
  readonly kind: string;
  readonly inputs: {
    readonly target: Numbers;
    readonly mean: Numbers;
    readonly std: Numbers;
    readonly elites: number;
    readonly smoothing: number;
    readonly extra_variance: number;
    readonly noise: readonly (readonly Numbers[])[];
  };
  readonly expected: { readonly rows_mean_std: readonly (readonly Numbers[])[] };
}

const cases = goldenCases<CmaCase>('systems/evolution.json');
const objective = (x: Float64Array): number =>
  3 * (x[0]! - 1) ** 2 + x.reduce((sum, value, index) => sum + (index + 1) * (value - 0.3) ** 2, 0);

describe.each(cases.filter(({ kind }) => kind.startsWith('cma_es')).map((each) => [each.id, each] as const))(
  'CMAES, %s',
  (_id, { inputs, expected }) => {
    const { mean, sigma, population, points, noise } = inputs;

    test('has the constants', () => {
      const { weights, muEff, c1, cMu, cSigma, dSigma, cC, chi } = fullConstants(mean.length, population);
      const { constants } = expected;
      near(weights, constants.weights as Numbers, 1e-8);
      near(
        [muEff, c1, cMu, cSigma, dSigma, cC, chi],
        ['mu_eff', 'c1', 'cmu', 'c_sigma', 'd_sigma', 'c_c', 'chi_n'].map(
          (name) => constants[name] as number,
        ),
        1e-8,
      );
    });

    test('goes the same way', () => {
      const rule = ruleOf('CMAES', { sigma, population }, mean.length) as SearchRule<CmaState>;
      let state = rule.begin(Float64Array.from(mean), nothing);
      for (const [index, { mean: wanted, sigma: step, C, best }] of expected.generations.entries()) {
        const candidates = points
          ? points[index]!.map((each) => Float64Array.from(each))
          : rule.ask(state, recorded(noise![index]!));
        const values = candidates.map(objective);
        if (best !== undefined) near([Math.min(...values)], [best], 1e-8);
        state = rule.tell(state, { candidates, fitness: values.map((value) => -value) }, nothing);
        near(rule.centre(state), wanted, 1e-8);
        near([state.sigma], [step], 1e-8);
        near(state.covariance, C.flat(), 1e-8);
      }
    });
  },
);

const cemCases = goldenCases<CemCase>('systems/evolution.json').filter(({ kind }) => kind === 'cem');

test.each(cemCases.map((each) => [each.id, each] as const))('CEM, %s', (_id, { inputs, expected }) => {
  const { target, mean, std, elites, smoothing, extra_variance, noise } = inputs;
  const population = noise[0]!.length;
  expect(new Set(std).size).toBe(1);
  const rule = ruleOf(
    'CEM',
    { sigma: std[0]!, population, elites, smoothing, extra_variance },
    mean.length,
  ) as SearchRule<{ std: Float64Array }>;
  let state = rule.begin(Float64Array.from(mean), nothing);
  for (const [index, [means, deviations]] of expected.rows_mean_std.entries()) {
    const candidates = rule.ask(state, recorded(noise[index]!));
    state = rule.tell(state, { candidates, fitness: candidates.map(closeTo(target)) }, nothing);
    near(rule.centre(state), means!, 1e-8);
    near(state.std, deviations!, 1e-8);
  }
});

test('CMAES says among how many parameters it can search', () => {
  expect(() => ruleOf('CMAES', {}, 201)).toThrow(/200 parameters at most, given 201; take a smaller network/);
  expect(ruleOf('CMAES', { variant: 'separable' }, 5000).candidates).toBe(29);
  expect(ruleOf('CMAES', {}, 5).candidates).toBe(8);
});
