import { describe, expect, test } from 'vitest';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import { firstUpdate, furthest, networks, trained } from './matrix-rules.ts';
import { mapMember, randomMember } from './trial.ts';

const shapes = Object.entries(networks).map(([name, shape]) => ({ name, shape }));
const initial = randomMember(networks, 1);
const gradients = [2, 3, 4, 5].map((seed) => randomMember(networks, seed));

/** Names of the parameters that a rule treats. */
function treatedBy(rule: string, spec: string): string[] {
  const routes = makeOptimizer(spec).routes!(shapes);
  return Object.keys(routes).filter((name) => routes[name] === rule);
}

describe.each(['MUON', 'NORMUON'])('%s', (name) => {
  test('leaves vectors and last layers to Adam', () => {
    expect(treatedBy(name, name)).toEqual([
      'actor.0.kernel',
      'actor.1.kernel',
      'critic.0.kernel',
      'critic.1.kernel',
    ]);
    expect(treatedBy('ADAM', `${name}(heads=true,inputs=false)`)).toEqual(
      shapes.map((each) => each.name).filter((each) => /bias|0.kernel/.test(each)),
    );
  });

  test('treats what is left to Adam as ADAMW with its settings does', () => {
    const own = trained(
      `${name}(adam_lr=0.01,adam_betas=[0.8,0.9],adam_eps=1e-3,adam_weight_decay=0.1)`,
      initial,
      gradients,
    );
    const adamw = trained('ADAMW(lr=0.01,betas=[0.8,0.9],eps=1e-3,weight_decay=0.1)', initial, gradients);
    for (const each of treatedBy('ADAM', name)) expect(furthest(own[each]!, adamw[each]!)).toBeLessThan(1e-6);
  });

  test('obeys the schedule in both of its learning rates', () => {
    const half = trained(`${name}(weight_decay=0.1,adam_weight_decay=0.2)`, initial, gradients, {
      learningRateScale: 0.5,
    });
    const low = trained(
      `${name}(lr=0.01,adam_lr=0.00015,weight_decay=0.1,adam_weight_decay=0.2)`,
      initial,
      gradients,
    );
    expect(half).toEqual(low);
  });

  test('takes steps of one size, however large gradients are', () => {
    const small = firstUpdate(name, gradients[0]!);
    const large = firstUpdate(
      name,
      mapMember(gradients[0]!, (value) => value * 1e6),
    );
    for (const each of treatedBy(name, name)) expect(furthest(small[each]!, large[each]!)).toBeLessThan(1e-6);
  });

  test("looks ahead with Nesterov's momentum from the second step on", () => {
    const plain = `${name}(nesterov=false)`;
    const kernel = 'actor.1.kernel';
    expect(furthest(firstUpdate(name, initial)[kernel]!, firstUpdate(plain, initial)[kernel]!)).toBeLessThan(
      1e-6,
    );
    const [ahead, behind] = [name, plain].map((spec) => trained(spec, initial, gradients)[kernel]!);
    expect(furthest(ahead!, behind!)).toBeGreaterThan(1e-3);
  });

  test('lengthens the steps of kernels with more outputs than inputs', () => {
    const gradient = randomMember({ 'a.0.kernel': [2, 8], 'a.1.kernel': [8, 2], 'a.2.kernel': [2, 2] }, 1);
    const update = firstUpdate(`${name}(lr=1)`, gradient);
    const [wide, tall] = ['a.0.kernel', 'a.1.kernel'].map((each) => Math.hypot(...update[each]!));
    // Two singular values of about 1 each, times √(8/2) and 1.
    expect(wide).toBeGreaterThan(2 * 0.68 * Math.SQRT2);
    expect(tall).toBeLessThan(1.21 * Math.SQRT2);
  });
});

describe('NORMUON', () => {
  const kernel = 'actor.1.kernel';
  const lengthsOfOutputs = (values: readonly number[]) =>
    Array.from({ length: 6 }, (_, output) => Math.hypot(...values.filter((_, i) => i % 6 === output)));

  test('gives every output a step of one length at first, and the kernel the length of MUON', () => {
    const [own, muon] = ['NORMUON(lr=1)', 'MUON(lr=1)'].map(
      (spec) => firstUpdate(spec, gradients[0]!)[kernel]!,
    );
    const lengths = lengthsOfOutputs(own!);
    expect(
      furthest(
        lengths,
        lengths.map(() => lengths[0]!),
      ),
    ).toBeLessThan(1e-5);
    expect(Math.hypot(...own!)).toBeCloseTo(Math.hypot(...muon!), 5);
    expect(furthest(lengthsOfOutputs(muon!), lengths)).toBeGreaterThan(1e-3);
  });

  test('moves an output whose gradient has always been zero not at all, and stays finite', () => {
    const dead = mapMember(gradients[0]!, (value, i) => (i % 6 === 0 ? 0 : value));
    const update = firstUpdate('NORMUON', dead)[kernel]!;
    expect(update.filter((_, i) => i % 6 === 0).every((value) => value === 0)).toBe(true);
    expect(update.every(Number.isFinite)).toBe(true);
  });
});

describe("MUON's options", () => {
  test('treat the rest by the momentum itself, at its own rate and decay', () => {
    const spec = 'MUON(lr=0.01,momentum=0.9,weight_decay=0.1,others=nesterov_ema,heads=true)';
    expect(treatedBy('MOMENTUM', spec)).toEqual(
      shapes.map((each) => each.name).filter((each) => each.endsWith('bias')),
    );
    const own = trained(spec, initial, gradients);
    const [first] = gradients;
    // The first step along (1 - μ)(1 + μ) g.
    const { 'actor.0.bias': moved } = trained(spec, initial, [first!]);
    const { values: before } = initial['actor.0.bias']!;
    const { values: slope } = first!['actor.0.bias']!;
    const wanted = before.map((value, i) => value * (1 - 0.01 * 0.1) - 0.01 * 0.1 * 1.9 * slope[i]!);
    expect(furthest(moved!, wanted)).toBeLessThan(1e-6);
    expect(furthest(own['actor.0.bias']!, moved!)).toBeGreaterThan(0);
  });

  test('divide by the root of the norm of the Gram matrix, by which singular values come closer to 1', () => {
    const gradient = { 'a.kernel': { shape: [2, 2], values: [3, 0, 0, 4] } } as const;
    const spec = 'MUON(lr=1,momentum=0,heads=true,ns_steps=1,preconditioning=schatten)';
    const step = firstUpdate(spec, gradient)['a.kernel']!;
    const norm = (3 ** 4 + 4 ** 4) ** 0.25;
    const wanted = [3, 4].map((value) => {
      const x = value / norm;
      return -(3.4445 * x - 4.775 * x ** 3 + 2.0315 * x ** 5);
    });
    expect(furthest(step, [wanted[0]!, 0, 0, wanted[1]!])).toBeLessThan(1e-5);
  });

  test('refuse to correct the bias of a sum', () => {
    expect(() => makeOptimizer('MUON(momentum_style=heavy_ball,bias_correction=true)')).toThrow(
      /bias_correction.*needs momentum_style=ema/,
    );
  });
});
