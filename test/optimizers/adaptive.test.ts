import { describe, expect, test } from 'vitest';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import { advance, memberValues, populate, randomMember, start } from './trial.ts';
import { walk } from './walk.ts';

const names = [
  ...['AMSGRAD', 'NADAM', 'RADAM', 'ADADELTA', 'LION', 'YOGI', 'ADAN', 'DIFFGRAD', 'ADAM_REL', 'ADAM_RESET'],
  'ADAN(max_grad_norm=1)',
];

describe.each(names)('%s', (name) => {
  test('makes NaN of NaN, in the member and the coordinate that has it alone', () => {
    const optimizer = makeOptimizer(name);
    const initial = [1, 2].map((seed) => randomMember({ p: [1, 3] }, seed));
    let trial = start(optimizer, initial);
    for (let step = 1; step <= 3; step++) {
      const [broken, sound] = [1, 2].map((seed) => randomMember({ p: [1, 3] }, 10 * step + seed));
      const values = broken!.p!.values.map((value, i) => (step === 2 && i === 1 ? Number.NaN : value));
      trial = advance(optimizer, trial, populate([{ p: { shape: [1, 3], values } }, sound!]), { step });
    }
    const [found] = memberValues(trial.params, 0);
    // Where gradients are clipped together, one NaN breaks the norm of all.
    const others = name.includes('max_grad_norm');
    expect(found!.map(Number.isNaN)).toEqual([others, true, others]);
    expect(memberValues(trial, 1).flat().every(Number.isFinite)).toBe(true);
  });

  test('treats every number alike', () => {
    expect(makeOptimizer(name).elementwise).toBe(true);
  });

  test('is finite late in its training', () => {
    const late = walk(
      name,
      [1, -1],
      [
        [1, -2],
        [0.5, 3],
      ],
      (index) => ({ step: 1e6 + index }),
    );
    expect(late.flat().every(Number.isFinite)).toBe(true);
  });
});
