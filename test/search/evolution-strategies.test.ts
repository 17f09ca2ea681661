import { describe, expect, test } from 'vitest';
import { searchRules } from '../../src/search/index.ts';
import { closeTo, goldenCases, near, nothing, recorded } from './golden.ts';

type Numbers = readonly number[];

/** A recorded run of estool. */
interface Run {
  readonly id: string;
  readonly hyperparameters: Readonly<Record<string, number | boolean>>;
  readonly params: readonly { readonly init: Numbers }[];
  readonly noise: readonly (readonly Numbers[])[];
  readonly fitness: readonly Numbers[];
  readonly expected: readonly (readonly Numbers[])[];
  readonly expected_hyper: readonly Readonly<Record<string, number>>[];
  readonly expected_solutions: readonly (readonly Numbers[])[];
}

/** Our names of what estool calls otherwise; what has no entry has the same name. */
const ours: Readonly<Record<string, string>> = {
  popsize: 'population',
  sigma_init: 'sigma',
  learning_rate: 'lr',
  learning_rate_decay: 'lr_decay',
  learning_rate_limit: 'lr_limit',
};

describe.each([
  ['OPENES', 'more/open_es.json'],
  ['PGPE', 'more/pgpe.json'],
])('%s follows estool', (name, file) => {
  test.each(goldenCases<Run>(file).map((run) => [run.id, run] as const))('%s', (_id, run) => {
    const settings = Object.fromEntries(
      Object.entries(run.hyperparameters).map(([key, value]) => [ours[key] ?? key, value]),
    );
    const { entry, settings: options } = searchRules.resolve({ name, positional: [], settings });
    const start = Float64Array.from(run.params[0]!.init);
    const rule = entry.create(options, start.length);
    let state = rule.begin(start, nothing);
    for (const [index, noise] of run.noise.entries()) {
      const candidates = rule.ask(state, recorded(noise));
      near(
        candidates.flatMap((each) => [...each]),
        run.expected_solutions[index]!.flat(),
        2e-9,
      );
      state = rule.tell(state, { candidates, fitness: run.fitness[index]! }, nothing);
      near(rule.centre(state), run.expected[index]![0]!, 2e-9);
      const { sigma, learning_rate, ...sigmas } = run.expected_hyper[index]!;
      const own = rule.report(state);
      near([own.learning_rate!], [learning_rate!], 2e-9);
      if (sigma !== undefined) near([own.sigma!], [sigma], 2e-9);
      else near((state as { sigma: Float64Array }).sigma, Object.values(sigmas), 2e-9);
    }
  });
});

interface EvolutionCase {
  readonly id: string;
  readonly kind: string;
  readonly inputs: {
    readonly target: Numbers;
    readonly mean: Numbers;
    readonly population: number;
    readonly antithetic: boolean;
    readonly rank_fitness: boolean;
    readonly weight_decay: number;
    readonly sigma: number;
    readonly sigma_decay: number;
    readonly sigma_limit: number;
    readonly lr: number;
    readonly lr_decay: number;
    readonly lr_limit: number;
    readonly noise: readonly (readonly Numbers[])[];
    readonly fitness: Numbers;
  };
  readonly expected: {
    readonly mean: readonly Numbers[];
    readonly sigma_and_lr: readonly Numbers[];
    readonly update: Numbers;
  };
}

const cases = goldenCases<EvolutionCase>('systems/evolution.json');
const ofKind = (kind: string) =>
  cases.filter((each) => each.kind === kind).map((each) => [each.id, each] as const);

test.each(ofKind('openes'))('OPENES in a closed loop: %s', (_id, { inputs, expected }) => {
  const { target, mean, noise, ...others } = inputs;
  const { population, antithetic, rank_fitness, weight_decay, sigma, sigma_decay, sigma_limit } = others;
  const { lr, lr_decay, lr_limit } = others;
  const settings = {
    ...{ population, antithetic, rank_fitness, weight_decay, sigma, sigma_decay, sigma_limit },
    ...{ lr, lr_decay, lr_limit },
  };
  const { entry, settings: options } = searchRules.resolve({ name: 'OPENES', positional: [], settings });
  const rule = entry.create(options, mean.length);
  let state = rule.begin(Float64Array.from(mean), nothing);
  for (const [index, drawn] of noise.entries()) {
    const candidates = rule.ask(state, recorded(drawn));
    state = rule.tell(state, { candidates, fitness: candidates.map(closeTo(target)) }, nothing);
    // The reference keeps ranks and Adam's state in single precision.
    near(rule.centre(state), expected.mean[index]!, 2e-6);
    const { sigma: now, learning_rate } = rule.report(state);
    near([now!, learning_rate!], expected.sigma_and_lr[index]!, 1e-8);
  }
});

test.each(ofKind('degenerate'))('OPENES, %s', (_id, { inputs, expected }) => {
  const { fitness, rank_fitness } = inputs;
  const settings = { population: fitness.length, rank_fitness };
  const { entry, settings: options } = searchRules.resolve({ name: 'OPENES', positional: [], settings });
  const rule = entry.create(options, 3);
  const start = new Float64Array([1, 2, 3]);
  const before = rule.begin(start, nothing);
  const candidates = rule.ask(before, recorded([[0.1, 0.2, 0.3, 0.4, 0.5, 0.6]]));
  const after = rule.centre(rule.tell(before, { candidates, fitness }, nothing));
  expect([...after].map((value, index) => value - start[index]!)).toEqual(expected.update);
});

test.each(['OPENES', 'PGPE'])('%s does not move on momentum alone', (name) => {
  const { entry, settings } = searchRules.resolve(`${name}(population=4)`);
  const rule = entry.create(settings, 2);
  const noise = () => recorded([[0.5, -1, 0.25, 2]]);
  let state = rule.begin(new Float64Array([3, -4]), nothing);
  state = rule.tell(state, { candidates: rule.ask(state, noise()), fitness: [1, 2, 3, 5] }, nothing);
  const moved = rule.centre(state);
  expect(moved).not.toEqual(new Float64Array([3, -4]));
  state = rule.tell(state, { candidates: rule.ask(state, noise()), fitness: [7, 7, 7, 7] }, nothing);
  expect(rule.centre(state)).toEqual(moved);
});
