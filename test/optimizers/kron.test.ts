import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type MemberStreams, makeOptimizer, stateMemory } from '../../src/optimizers/index.ts';
import { updatesAt } from '../../src/optimizers/transforms/kron-cadence.ts';
import { RandomStream } from '../../src/random.ts';
import * as tf from '../../src/tensors/tf.ts';
import type { TensorTree } from '../../src/tensors/tree.ts';
import { advance, memberValues, populate, randomMember, start } from './trial.ts';

const { schedule } = JSON.parse(
  readFileSync(new URL('../goldens/more/kron.json', import.meta.url), 'utf8'),
) as { schedule: { steps: number; flat_start: number; total_updates: number; updates_from_500: number[] } };

describe('KRON updates its preconditioner', () => {
  const updates = (probability: number | null, steps: number) =>
    Array.from({ length: steps }, (_, step) => step).filter((step) => updatesAt(probability, step + 1));

  test('at all first steps, and then as its reference does', () => {
    const found = updates(null, schedule.steps);
    expect(found).toHaveLength(schedule.total_updates);
    const later = found.filter((step) => step >= schedule.flat_start);
    expect(later.slice(0, schedule.updates_from_500.length)).toEqual(schedule.updates_from_500);
  });

  test('at even distances where a share is given, whatever is asked first', () => {
    expect(updatesAt(0.3, 8)).toBe(true);
    expect(updates(0.3, 12)).toEqual([3, 7, 11]);
    expect(updates(1, 3)).toEqual([0, 1, 2]);
  });
});

describe('KRON saves memory', () => {
  const parameters = [
    { name: 'a.kernel', shape: [3, 5] },
    { name: 'a.bias', shape: [1, 5] },
    { name: 'b.kernel', shape: [4, 4] },
  ] as const;
  test.each([
    ['KRON', 9 + 25 + 5 + 16 + 16],
    ['KRON(memory_save_mode=one_diag)', 9 + 5 + 5 + 16 + 4],
    ['KRON(memory_save_mode=smart_one_diag)', 9 + 5 + 5 + 16 + 16],
    ['KRON(memory_save_mode=all_diag)', 3 + 5 + 5 + 4 + 4],
    ['KRON(max_size_triangular=3)', 9 + 5 + 5 + 4 + 4],
    ['KRON(min_ndim_triangular=1)', 9 + 25 + 25 + 16 + 16],
  ])('%s keeps %i numbers of factors', (spec, numbers) => {
    expect(stateMemory(spec, parameters)).toBe(15 + 5 + 16 + numbers);
  });
});

test("KRON's steps come out white: of gradients that are large along one direction, and in all the same", () => {
  const optimizer = makeOptimizer('KRON(lr=1e-6,b1=0,precond_lr=0.3)');
  const sizes = [10, 1, 0.1];
  const at = (step: number) => {
    const { values } = randomMember({ 'a.kernel': [3, 8] }, step)['a.kernel']!;
    return populate([
      { 'a.kernel': { shape: [3, 8], values: values.map((v, i) => v * sizes[Math.floor(i / 8)]!) } },
    ]);
  };
  const squares = [0, 0, 0];
  let trial = start(optimizer, [randomMember({ 'a.kernel': [3, 8] }, 0)]);
  for (let step = 1; step <= 150; step++) {
    const { params, state }: { params: Parameters<typeof optimizer.update>[2]; state: TensorTree } = trial;
    if (step > 110) {
      const { updates } = tf.tidy(() => ({
        updates: optimizer.update(at(step), state, params, { step }).updates['a.kernel']!,
      }));
      memberValues(updates, 0)[0]!.forEach((value, i) => {
        squares[Math.floor(i / 8)]! += value ** 2;
      });
    }
    trial = advance(optimizer, trial, at(step), { step });
  }
  expect(Math.max(...squares) / Math.min(...squares)).toBeLessThan(5);
});

test('Members draw their own numbers, from the streams that they are given', () => {
  const shapes = { 'a.kernel': [3, 4] } as const;
  const optimizer = makeOptimizer('KRON');
  const [member, gradient] = [randomMember(shapes, 1), randomMember(shapes, 2)];
  const after = (...seeds: number[]) => {
    const trial = start(
      optimizer,
      seeds.map(() => member),
    );
    const randomStream: MemberStreams = (k, ...purpose) => RandomStream.of(seeds[k]!, ...purpose);
    return advance(optimizer, trial, populate(seeds.map(() => gradient)), { step: 1, randomStream });
  };
  const both = after(1, 2);
  expect(memberValues(both, 0)).not.toEqual(memberValues(both, 1));
  expect(memberValues(both, 1)).toEqual(memberValues(after(2), 0));
});
