import { expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { makeOptimizer, normalNumbers, type Params } from '../../src/optimizers/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import { memberValues, populate, randomMember } from './trial.ts';

const member = randomMember({ 'a.kernel': [3, 2], 'a.bias': [1, 2] }, 1);

test('IVON takes its gradient at a random point whose distance goes by ess, its Hessian and weight_decay', () => {
  const params = populate([member]);
  const optimizer = makeOptimizer('IVON(ess=100,hess_init=3,weight_decay=1)');
  let sampled: number[] = [];
  optimizer.update(params, optimizer.init(params), params, {
    step: 4,
    gradientAt(at: Params) {
      sampled = memberValues(at, 0).flat();
      return at;
    },
  });
  const drawn = [...normalNumbers({ step: 4 }, tf.zeros([1, 1, 8]), 'vector').dataSync()];
  const start = memberValues(params, 0).flat();
  const distances = sampled.map((value, i) => (value - start[i]!) * Math.sqrt(100 * 4));
  distances.forEach((each, i) => {
    expect(each).toBeCloseTo(drawn[i]!, 4);
  });
});

test('IVON says what it misses where nobody knows another gradient', () => {
  const params = populate([member]);
  const optimizer = makeOptimizer('IVON');
  expect(() => optimizer.update(params, optimizer.init(params), params, { step: 1 })).toThrow(
    new UsageError('IVON takes a second gradient: hand gradientAt over with the step'),
  );
});
