import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Ascent, adamAscent, decayed } from '../../src/meta-train/strategy/adam-ascent.ts';
import { centredRanks } from '../../src/meta-train/strategy/centred-ranks.ts';
import { estimatedGradient } from '../../src/meta-train/strategy/estimated-gradient.ts';
import { moved } from '../../src/meta-train/strategy/perturbation.ts';

interface Case {
  readonly id: string;
  readonly hyperparameters: {
    readonly sigma_init: number;
    readonly sigma_decay: number;
    readonly sigma_limit: number;
    readonly learning_rate: number;
    readonly learning_rate_decay: number;
    readonly learning_rate_limit: number;
    readonly antithetic: boolean;
    readonly weight_decay: number;
    readonly rank_fitness: boolean;
  };
  readonly params: readonly { readonly init: readonly number[] }[];
  readonly noise: readonly (readonly (readonly number[])[])[];
  readonly fitness: readonly (readonly number[])[];
  readonly expected: readonly (readonly (readonly number[])[])[];
  readonly expected_hyper: readonly { readonly sigma: number; readonly learning_rate: number }[];
  readonly expected_solutions: readonly (readonly (readonly number[])[])[];
}

const { cases } = JSON.parse(
  readFileSync(new URL('../goldens/more/open_es.json', import.meta.url), 'utf8'),
) as { cases: Case[] };

/** What estool makes of the fitness beyond ranks, and rl-bench does not: a penalty on large candidates, one scale for all. */
function asEstool(worth: readonly number[], solutions: readonly Float64Array[], penalty: number): number[] {
  const penalized = worth.map((value, index) => {
    const squares = solutions[index]!.reduce((sum, each) => sum + each * each, 0);
    return value - (penalty * squares) / solutions[index]!.length;
  });
  const mean = penalized.reduce((sum, each) => sum + each, 0) / penalized.length;
  const variance = penalized.reduce((sum, each) => sum + (each - mean) ** 2, 0) / penalized.length;
  return penalized.map((each) => (each - mean) / Math.sqrt(variance));
}

test.each(cases.map((each) => [each.id, each] as const))(
  'ranks, gradient, ascent and decays follow OpenES of estool: %s',
  (_id, golden) => {
    const { hyperparameters: given, params, noise, fitness, expected } = golden;
    const near = (actual: Iterable<number>, numbers: readonly number[]) => {
      for (const [index, value] of [...actual].entries()) {
        expect(Math.abs(value - numbers[index]!)).toBeLessThanOrEqual(
          2e-9 + 2e-9 * Math.abs(numbers[index]!),
        );
      }
    };
    const theta = Float64Array.from(params[0]!.init);
    let at: Ascent = {
      theta,
      momentum: new Float64Array(theta.length),
      secondMoment: new Float64Array(theta.length),
    };
    let [sigma, rate] = [given.sigma_init, given.learning_rate];
    for (const [index, drawn] of noise.entries()) {
      const plus = drawn.map((each) => Float64Array.from(each));
      const directions = given.antithetic
        ? [...plus, ...plus.map((each) => each.map((value) => -value))]
        : plus;
      const solutions = directions.map((direction) => moved(at.theta, direction, sigma));
      for (const [place, solution] of solutions.entries())
        near(solution, golden.expected_solutions[index]![place]!);
      const worth = given.rank_fitness ? centredRanks(fitness[index]!) : fitness[index]!;
      const own = asEstool(worth, solutions, given.weight_decay);
      at = adamAscent(at, estimatedGradient(directions, own, sigma), index + 1, {
        rate,
        betas: [0.99, 0.999],
      });
      near(at.theta, expected[index]![0]!);
      sigma = decayed(sigma, given.sigma_decay, given.sigma_limit);
      rate = decayed(rate, given.learning_rate_decay, given.learning_rate_limit);
      near([sigma, rate], [golden.expected_hyper[index]!.sigma, golden.expected_hyper[index]!.learning_rate]);
    }
  },
);
