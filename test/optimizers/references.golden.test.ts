import { describe, expect, test } from 'vitest';
import type { Call, Value } from '../../src/call-expression.ts';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import { type Golden, readGoldens } from './golden.ts';
import { advance, type Member, mapMember, memberValues, populate, start } from './trial.ts';

const names = ['sgd', 'adam', 'adamw', 'adagrad', 'rmsprop', 'novograd', 'milo', 'milo_lw'];

describe.each(names)('%s follows its reference implementation', (name) => {
  test.each(readGoldens(name))('$id', (golden) => {
    const { atol, rtol } = golden.tolerance;
    const misses: string[] = [];
    replay(golden, [golden.optimizer], (each) => [each], 0).forEach((params, step) => {
      Object.values(golden.expected[step]!).forEach(({ values }, tensor) => {
        values.forEach((target, i) => {
          const found = params[tensor]![i]!;
          if (Math.abs(found - target) <= atol + rtol * Math.abs(target)) return;
          misses.push(`step ${step + 1}, tensor ${tensor}, number ${i}: ${found} for ${target}`);
        });
      });
    });
    expect(misses).toEqual([]);
  });

  test.each(readGoldens(name))('$id is bit for bit the same next to a huge and a broken member', (golden) => {
    const { optimizer } = golden;
    const company = (each: Member, isGradient: boolean): Member[] => [
      mapMember(each, (value, i) => value * (isGradient ? 1e7 : -1) + i / 7),
      each,
      mapMember(each, (value) => (isGradient ? Number.NaN : 2 * value)),
    ];
    const inCompany = replay(golden, [unlike(optimizer, 2), optimizer, unlike(optimizer, 0.5)], company, 1);
    expect(inCompany).toEqual(replay(golden, [optimizer], (each) => [each], 0));
  });
});

/** The parameters of the watched member after every step. */
function replay(
  { initial, gradients, learningRateScale }: Golden,
  members: readonly Call[],
  company: (member: Member, isGradient: boolean) => Member[],
  watched: number,
): number[][][] {
  const optimizer = makeOptimizer(members);
  let trial = start(optimizer, company(initial, false));
  return gradients.map((gradient, step) => {
    trial = advance(optimizer, trial, populate(company(gradient, true)), {
      step: step + 1,
      learningRateScale: learningRateScale[step]!,
    });
    return memberValues(trial.params, watched);
  });
}

/** The same optimizer with other values for what may differ between members. */
function unlike(call: Call, factor: number): Call {
  const { lr, momentum, betas, weight_decay, scale_factor } = call.settings;
  const others: Record<string, Value> = { lr: (lr as number) * factor };
  if (typeof momentum === 'number' && momentum > 0) others.momentum = momentum * 0.9;
  if (Array.isArray(betas)) others.betas = betas.map((beta: number) => beta * 0.9);
  if (typeof weight_decay === 'number') others.weight_decay = weight_decay + 0.01 * factor;
  if (typeof scale_factor === 'number') others.scale_factor = scale_factor === 0 ? 0.5 : 0;
  return { ...call, settings: { ...call.settings, ...others } };
}
