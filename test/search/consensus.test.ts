import { describe, expect, test } from 'vitest';
import { cooledBy } from '../../src/search/cbo.ts';
import { searchRules } from '../../src/search/index.ts';
import { consensus } from '../../src/search/strategy/consensus.ts';
import { langevinStep } from '../../src/search/strategy/langevin.ts';
import { descendedParticles, movedParticles } from '../../src/search/strategy/move-particles.ts';
import { goldenCases, near, recorded } from './golden.ts';

type Numbers = readonly number[];
type Vectors = readonly Numbers[];

interface Consensus {
  readonly id: string;
  readonly kind: 'consensus';
  readonly inputs: { energy: string; particles: Vectors; energies?: Numbers; alpha: number };
  readonly expected: { energies?: Numbers; consensus: Numbers };
}

interface Cbo {
  readonly id: string;
  readonly kind: 'cbo';
  readonly inputs: {
    energy: string;
    particles: Vectors;
    alpha: number;
    lambda: number;
    sigma: number;
    dt: number;
    gradient_weight: number;
    learning_rate: number;
    anisotropic: boolean;
    noise: readonly Vectors[];
  };
  readonly expected: {
    consensus_before_each_step: Vectors;
    particles: readonly Vectors[];
    final_consensus: Numbers;
  };
}

interface Hopping {
  readonly id: string;
  readonly kind: 'hopping';
  readonly inputs: {
    energy: string;
    start: Numbers;
    particles: number;
    sigma: number;
    alpha: number;
    steps: number;
    noise: readonly Vectors[];
  };
  readonly expected: { consensus: Vectors; final: Numbers };
}

interface Langevin {
  readonly id: string;
  readonly kind: 'langevin';
  readonly inputs: {
    energy: string;
    start: Numbers;
    dt: number;
    learning_rate: number;
    sigma: number;
    noise: Vectors;
  };
  readonly expected: { x: Vectors };
}

interface HoppingMean {
  readonly id: string;
  readonly kind: 'hopping_mean';
  readonly inputs: { H: Vectors; b: Numbers; v: Numbers; alpha: number; sigma: number };
  readonly expected: { mean: Numbers };
}

interface Cooling {
  readonly id: string;
  readonly kind: 'cooling';
  readonly inputs: { sigma0: number; alpha0: number };
  readonly expected: { rows_epoch_sigma_alpha_after: Vectors };
}

const cases = goldenCases<Consensus | Cbo | Hopping | Langevin | HoppingMean | Cooling>('systems/cbo.json');

function ofKind<Case extends (typeof cases)[number]>(kind: Case['kind']): (readonly [string, Case])[] {
  return cases.filter((each): each is Case => each.kind === kind).map((each) => [each.id, each]);
}

/** Energies of the cases, and their gradients. */
const energies: Readonly<
  Record<string, { of: (v: Float64Array) => number; slope: (v: Float64Array) => Float64Array }>
> = {
  rastrigin: {
    of: (v) => v.reduce((sum, value) => sum + value ** 2 + 2.5 * (1 - Math.cos(2 * Math.PI * value)), 0),
    slope: (v) => v.map((value) => 2 * value + 5 * Math.PI * Math.sin(2 * Math.PI * value)),
  },
  double_well: {
    of: (v) => v.reduce((sum, value) => sum + (value ** 2 - 1) ** 2, 0) + 0.3 * v[0]!,
    slope: (v) => v.map((value, index) => 4 * value * (value ** 2 - 1) + (index === 0 ? 0.3 : 0)),
  },
};

const doubles = (vectors: Vectors): Float64Array[] => vectors.map((each) => Float64Array.from(each));

test.each(ofKind<Consensus>('consensus'))('%s', (_id, { inputs, expected }) => {
  const particles = doubles(inputs.particles);
  const own = inputs.energies ?? particles.map(energies[inputs.energy]!.of);
  if (expected.energies) near(own, expected.energies, 1e-8);
  near(consensus(particles, own, inputs.alpha), expected.consensus, 1e-8);
});

test.each(ofKind<Cbo>('cbo'))('%s', (_id, { inputs, expected }) => {
  const { of, slope } = energies[inputs.energy]!;
  const { alpha, dt, gradient_weight, learning_rate, noise, ...move } = inputs;
  let particles: readonly Float64Array[] = doubles(inputs.particles);
  for (const [index, drawn] of noise.entries()) {
    const centre = consensus(particles, particles.map(of), alpha);
    near(centre, expected.consensus_before_each_step[index]!, 1e-8);
    particles = movedParticles(particles, centre, doubles(drawn), { dt, ...move });
    particles = descendedParticles(particles, slope, gradient_weight * learning_rate, dt);
    near(
      particles.flatMap((each) => [...each]),
      expected.particles[index]!.flat(),
      1e-8,
    );
  }
  near(consensus(particles, particles.map(of), alpha), expected.final_consensus, 1e-8);
});

test.each(
  ofKind<Cbo>('cbo').filter(([, { inputs }]) => inputs.gradient_weight === 0 && inputs.particles.length > 1),
)('the rule CBO goes the same way: %s', (_id, { inputs, expected }) => {
  const { alpha, lambda, sigma, dt, anisotropic, noise } = inputs;
  const population = inputs.particles.length;
  const settings = { alpha, lambda, sigma, dt, anisotropic, stir: false, population };
  const { entry, settings: options } = searchRules.resolve({ name: 'CBO', positional: [], settings });
  const rule = entry.create(options, 2);
  const unused = new Float64Array(2);
  let state = {
    ...(rule.begin(unused, () => 0) as object),
    particles: doubles(inputs.particles),
  } as unknown;
  for (const [index, drawn] of noise.entries()) {
    const candidates = rule.ask(state, recorded([]));
    const fitness = candidates.map((each) => -energies[inputs.energy]!.of(each));
    state = rule.tell(state, { candidates, fitness }, recorded(drawn));
    near(rule.centre(state), expected.consensus_before_each_step[index]!, 1e-8);
    near(
      rule.ask(state, recorded([])).flatMap((each) => [...each]),
      expected.particles[index]!.flat(),
      1e-8,
    );
  }
});

test.each(ofKind<Hopping>('hopping'))('%s', (_id, { inputs, expected }) => {
  const { particles: population, sigma, alpha, noise, start, energy } = inputs;
  const settings = { population, sigma, alpha };
  const { entry, settings: options } = searchRules.resolve({ name: 'HOPPING', positional: [], settings });
  const rule = entry.create(options, start.length);
  let state = rule.begin(Float64Array.from(start), recorded([]));
  const found: number[][] = [];
  for (const drawn of noise) {
    const candidates = rule.ask(state, recorded(drawn));
    const fitness = candidates.map((each) => -energies[energy]!.of(each));
    state = rule.tell(state, { candidates, fitness }, recorded([]));
    found.push([...rule.centre(state)]);
  }
  near(found.flat(), [...expected.consensus, expected.final].flat(), 1e-8);
});

test('HOPPING reaches less far after every hundred generations', () => {
  const { entry, settings } = searchRules.resolve('HOPPING(sigma=0.5,population=2)');
  const rule = entry.create(settings, 1);
  let state = rule.begin(new Float64Array(1), () => 0);
  const after: number[] = [];
  for (let generation = 1; generation <= 200; generation++) {
    state = rule.tell(state, { candidates: rule.ask(state, () => 0), fitness: [0, 0] }, () => 0);
    if (generation % 100 >= 99 || generation % 100 === 0) after.push(rule.report(state).sigma!);
  }
  near(after, [0.5, 0.49, 0.49, 0.4802], 1e-12);
});

test.each(ofKind<Langevin>('langevin'))('%s', (_id, { inputs, expected }) => {
  const { learning_rate: rate, sigma, dt, noise } = inputs;
  let at: Float64Array = Float64Array.from(inputs.start);
  for (const [index, drawn] of noise.entries()) {
    const slope = energies[inputs.energy]!.slope(at);
    at = langevinStep(at, slope, index + 1, Float64Array.from(drawn), { rate, sigma, dt });
    near(at, expected.x[index]!, 1e-8);
  }
});

describe.each(ofKind<HoppingMean>('hopping_mean'))('%s', (_id, { inputs, expected }) => {
  test('a hop with very many candidates is an implicit gradient step', () => {
    const { H, b, v, alpha, sigma } = inputs;
    const energy = (x: Float64Array): number =>
      x.reduce((sum, value, row) => {
        const product = x.reduce((so, other, column) => so + H[row]![column]! * other, 0);
        return sum + (value * product) / 2 + b[row]! * value;
      }, 0);
    // The density of the candidates, N(v, σ²), as an energy of points on a grid.
    const far = (x: Float64Array): number =>
      x.reduce((sum, value, index) => sum + (value - v[index]!) ** 2, 0) / (2 * alpha * sigma ** 2);
    const reach = 12 / Math.sqrt(alpha);
    const points = Array.from({ length: 401 }, (_, place) => (reach * (place - 200)) / 200);
    const [x, y] = expected.mean;
    const particles = points.flatMap((right) =>
      points.map((up) => Float64Array.of(x! + right + 0.01, y! + up - 0.02)),
    );
    const density = particles.map((each) => energy(each) + far(each));
    near(consensus(particles, density, alpha), expected.mean, 1e-4);
  });
});

test.each(ofKind<Cooling>('cooling'))('%s', (_id, { inputs, expected }) => {
  let state = { sigma: inputs.sigma0, alpha: inputs.alpha0 };
  for (const [epoch, sigma, alpha] of expected.rows_epoch_sigma_alpha_after) {
    state = cooledBy(epoch!, state);
    near([state.sigma, state.alpha], [sigma!, alpha!], 1e-8);
  }
});

test('what is no number, or infinite, has no weight', () => {
  const particles = doubles([[1], [2], [3]]);
  expect(consensus(particles, [Number.NaN, 5, Number.POSITIVE_INFINITY], 10)).toEqual(new Float64Array([2]));
  expect(consensus(particles, [Number.NaN, Number.NaN, Number.NaN], 10)).toEqual(new Float64Array([2]));
});

test('particles that agree are stirred', () => {
  const { entry, settings } = searchRules.resolve('CBO(population=3,sigma=2,dt=0.25)');
  const rule = entry.create(settings, 1);
  let state = rule.begin(new Float64Array([4]), () => 0);
  const fitness = [1, 1, 1];
  state = rule.tell(state, { candidates: rule.ask(state, () => 0), fitness }, () => 1);
  expect(rule.ask(state, () => 0)).toEqual(doubles([[4], [4], [4]]));
  state = rule.tell(state, { candidates: rule.ask(state, () => 0), fitness }, () => 1);
  expect(rule.ask(state, () => 0)).toEqual(doubles([[5], [5], [5]]));
});
