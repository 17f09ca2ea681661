import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Value } from '../../src/call-expression.ts';
import { Control } from '../../src/controllers/control.ts';
import { measured } from './measured.ts';

const numbers = z.array(z.number());
const settings = z.record(z.string(), z.union([z.number(), z.string()]));
const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../goldens/algo/${name}.json`, import.meta.url), 'utf8'));

/** The learning rates after each of some measurements. */
function rates(
  name: string,
  settings: Readonly<Record<string, Value>>,
  lr: number,
  quantity: string,
  values: readonly number[],
): number[] {
  const control = new Control({ controllers: [{ name, positional: [], settings }], diagnostics: [] }, 1);
  return values.map((value) => {
    control.observe(0, measured({ [quantity]: value }, lr));
    return lr * control.decision(0).learningRateFactor!;
  });
}

function expectClose(given: readonly number[], expected: readonly number[]): void {
  expect(given).toHaveLength(expected.length);
  given.forEach((rate, index) => {
    expect(Math.abs(rate / expected[index]! - 1), `measurement ${index + 1}`).toBeLessThan(1e-12);
  });
}

const ofPlateau = z
  .object({
    cases: z.array(
      z.object({ series: z.string(), settings, lr: z.number(), metrics: numbers, expected: numbers }),
    ),
  })
  .parse(read('plateau')).cases;

describe('plateau lowers the learning rate as ReduceLROnPlateau of PyTorch does', () => {
  test.each(ofPlateau.map((each) => [`${each.series} ${JSON.stringify(each.settings)}`, each] as const))(
    '%s',
    (_, each) => {
      const given = { quantity: 'policy_loss', ...each.settings };
      expectClose(rates('plateau', given, each.lr, 'policy_loss', each.metrics), each.expected);
    },
  );
});

const ofKl = z
  .object({
    cases: z.array(
      z.object({ reference: z.string(), settings, lr: z.number(), kls: numbers, expected: numbers }),
    ),
  })
  .parse(read('kl_adaptive')).cases;

/** rl_games takes a KL of 0 for one that is too small, which RSL-RL and we do not. */
describe('kl_adaptive follows the KL divergence as the references do', () => {
  test.each(ofKl.map((each) => [`${each.reference} ${JSON.stringify(each.settings)}`, each] as const))(
    '%s',
    (_, each) => {
      expectClose(rates('kl_adaptive', each.settings, each.lr, 'approx_kl', each.kls), each.expected);
    },
  );
});

test('kl_adaptive leaves a rate beyond its bounds where it is, and lets it come back', () => {
  const after = (kl: number) => rates('kl_adaptive', { target: 0.01 }, 0.1, 'approx_kl', [kl])[0];
  expect(after(0.001)).toBe(0.1);
  expect(after(0.1)).toBeCloseTo(0.1 / 1.5, 12);
});

test('plateau by its own defaults watches the return of evaluations, which is better the larger it is', () => {
  const returns = [-200, ...new Array<number>(10).fill(-200), -199];
  expect(rates('plateau', {}, 1, 'evaluation_return', returns).at(-1)).toBe(1);
  expect(rates('plateau', {}, 1, 'evaluation_return', new Array<number>(12).fill(-200)).at(-1)).toBe(0.1);
  expect(rates('plateau', {}, 1, 'episode_return', new Array<number>(12).fill(-200)).at(-1)).toBe(1);
});
