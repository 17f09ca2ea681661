import { describe, expect, test } from 'vitest';
import { parseCall } from '../../src/call-expression.ts';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import { doublePrecision, flat, goldenCases, type Numbers } from '../agents/golden.ts';

interface Case {
  readonly id: string;
  readonly kind: string;
  readonly inputs: {
    readonly params: readonly Numbers[];
    readonly gradients: readonly (readonly Numbers[])[];
    readonly lr: number;
    readonly initial: number;
    readonly eps: number;
  };
  readonly expected: { readonly params_flat: readonly (readonly number[])[] };
}

describe('ADAGRADNORM with one accumulator for all parameters, as recorded', () => {
  const cases = goldenCases<Case>('adadagrad', 'systems').filter(({ kind }) => kind === 'adagrad_norm');
  test.each(cases.map((each) => [each.id, each] as const))('%s', (_, { inputs, expected }) => {
    const { lr, initial, eps } = inputs;
    const call = `ADAGRADNORM(lr=${lr},initial_accumulator_value=${initial},eps=${eps})`;
    const optimizer = makeOptimizer([parseCall(call)]);
    const tensors = (values: readonly Numbers[]) =>
      Object.fromEntries(
        values.map((value, index) => {
          const numbers = flat(value);
          const columns = Array.isArray(value) && Array.isArray(value[0]) ? value[0].length : numbers.length;
          return [`${index}`, tf.tensor(numbers, [1, numbers.length / columns, columns])];
        }),
      );
    let params: Record<string, tf.Tensor> = tensors(inputs.params);
    let state = optimizer.init(params);
    const [atol, rtol] = doublePrecision ? [1e-9, 1e-9] : [1e-4, 1e-3];
    for (const [index, gradients] of inputs.gradients.entries()) {
      const made = optimizer.update(tensors(gradients), state, params, { step: index + 1 });
      state = made.state;
      params = Object.fromEntries(
        Object.entries(params).map(([name, own]) => [name, tf.add(own, made.updates[name]!)]),
      );
      const found = Object.values(params).flatMap((own) => [...own.dataSync()]);
      for (const [i, value] of expected.params_flat[index]!.entries()) {
        expect(Math.abs(found[i]! - value)).toBeLessThanOrEqual(atol + rtol * Math.abs(value));
      }
    }
  });
});
