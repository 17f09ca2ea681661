import { expect, test } from 'vitest';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import { evaluationParams } from './golden-suite.ts';
import { advance, memberValues, populate, start } from './trial.ts';
import { near, walk } from './walk.ts';

const gradients = [[1], [-2], [4], [3], [-1], [2], [5]];

/** Where slow and fast weights are after every update by the definition, with what is done to the fast ones around it. */
function byDefinition(lr: number, k: number, alpha: number, around = (_fast: number) => 0) {
  let [slow, fast] = [1, 1];
  return gradients.map(([gradient], index) => {
    const before = fast;
    fast -= lr * gradient!;
    if ((index + 1) % k === 0) fast = alpha * fast + (1 - alpha) * slow;
    fast += around(before);
    if ((index + 1) % k === 0) slow = fast;
    return { slow, fast };
  });
}

/** What is evaluated after every update. */
function evaluated(spec: string): number[][] {
  const optimizer = makeOptimizer(spec);
  let trial = start(optimizer, [{ p: { shape: [1, 1], values: [1] } }]);
  return gradients.map((values, index) => {
    trial = advance(optimizer, trial, populate([{ p: { shape: [1, 1], values } }]), { step: index + 1 });
    return memberValues(evaluationParams(optimizer, trial), 0)[0]!;
  });
}

test.each([
  [2, 0.5],
  [3, 0.8],
  [1, 0.25],
  [4, 1],
])('LOOKAHEAD trains the fast weights and evaluates the slow ones, every %d updates by %d', (k, alpha) => {
  const spec = `LOOKAHEAD(SGD(lr=0.1),la_steps=${k},la_alpha=${alpha})`;
  const places = byDefinition(0.1, k, alpha);
  expect(walk(spec, [1], gradients)).toEqual(places.map(({ fast }) => near([fast])));
  expect(evaluated(spec)).toEqual(places.map(({ slow }) => near([slow])));
});

test('WEIGHT_DECAY around LOOKAHEAD shrinks the fast weights, which the slow ones follow', () => {
  const spec = 'WEIGHT_DECAY(LOOKAHEAD(SGD(lr=0.1),la_steps=2,la_alpha=0.5),weight_decay=0.5)';
  const places = byDefinition(0.1, 2, 0.5, (fast) => -0.1 * 0.5 * fast);
  expect(walk(spec, [1], gradients)).toEqual(places.map(({ fast }) => near([fast])));
  expect(evaluated(spec)).toEqual(places.map(({ slow }) => near([slow])));
});

test('LOOKAHEAD can let momentum begin anew', () => {
  const of = (momentum: string) =>
    walk(
      `LOOKAHEAD(SGD(lr=0.1,momentum=0.9),la_steps=1,la_alpha=1,pullback_momentum=${momentum})`,
      [0],
      gradients,
    );
  expect(of('reset')).toEqual(walk('SGD(lr=0.1)', [0], gradients).map(near));
  expect(of('none')).toEqual(walk('SGD(lr=0.1,momentum=0.9)', [0], gradients).map(near));
});

test.each(['ADAM', 'SGD'])('LOOKAHEAD refuses to pull back the momentum of %s, which has none', (name) => {
  const { init } = makeOptimizer(`LOOKAHEAD(${name},pullback_momentum=reset)`);
  expect(() => init(populate([{ p: { shape: [1, 1], values: [1] } }]))).toThrow(
    'pullback_momentum=reset needs an optimizer with heavy-ball momentum inside',
  );
});
