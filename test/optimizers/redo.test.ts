import { describe, expect, test } from 'vitest';
import { makeOptimizer, type Params } from '../../src/optimizers/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import { mapTree } from '../../src/tensors/tree.ts';
import { assemble } from '../../src/workloads/assemble.ts';
import { smallPlan } from '../training/small-plan.ts';
import { type Member, memberValues, populate, start } from './trial.ts';

/** Two hidden layers of two units; all numbers are 1. */
const shapes = {
  'actor.0.kernel': [1, 2],
  'actor.0.bias': [1, 2],
  'actor.1.kernel': [2, 2],
  'actor.1.bias': [1, 2],
  'actor.head.kernel': [2, 1],
  'actor.head.bias': [1, 1],
} as const;
const filled = (value: number): Member =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      { shape, values: new Array<number>(shape[0] * shape[1]).fill(value) },
    ]),
  );
const activity = (first: readonly number[], second: readonly number[]) => () => ({
  'actor.0': tf.tensor([...first], [1, 1, 2]),
  'actor.1': tf.tensor([...second], [1, 1, 2]),
});

/** What is left after each step of gradient 1, and what is reported then. */
function steps(spec: string, told: readonly object[]): { params: number[][]; report: Params }[] {
  const optimizer = makeOptimizer(spec);
  let { params, state } = start(optimizer, [filled(1)]);
  return told.map((context, index) => {
    const made = optimizer.update(populate([filled(1)]), state, params, {
      step: index + 1,
      freshParams: () => populate([filled(5)]),
      ...context,
    });
    params = mapTree((param, update) => tf.add(param, update), params, made.updates);
    state = made.state;
    return { params: memberValues(params, 0), report: optimizer.report!(params, state) };
  });
}

describe('REDO', () => {
  test('cuts what leads from one recycled unit to another, and moves all else by the rule', () => {
    const [made] = steps('REDO(SGD(lr=0.5),every=1)', [{ meanActivations: activity([0, 1], [0, 1]) }]);
    expect(made!.params).toEqual([[5, 0.5], [0, 0.5], [0, 0, 5, 0.5], [0, 0.5], [0, 0.5], [0.5]]);
  });

  test('counts the units of a roll-out by layer, and asks for their activity only when it is time', () => {
    const reports = steps('REDO(SGD,every=2)', [
      { stepInRollout: 1 },
      { stepInRollout: 2, meanActivations: activity([0, 1], [0, 0]) },
      { stepInRollout: 3 },
      { stepInRollout: 4, meanActivations: activity([1, 1], [1, 0]) },
      { stepInRollout: 1 },
    ]).map(({ report }) => [Object.keys(report), memberValues(report, 0).flat()]);
    const layers = ['recycled.actor.0', 'recycled.actor.1'];
    expect(reports).toEqual(
      [
        [0, 0],
        [1, 2],
        [1, 2],
        [1, 3],
        [0, 0],
      ].map((counts) => [layers, counts]),
    );
  });

  test('has each rule of a SPLIT forget its own weights', () => {
    const spec = 'REDO(SPLIT(SGD(lr=1,momentum=0.5),critic=ADAM),every=2)';
    const [, recycled, after] = steps(spec, [{}, { meanActivations: activity([1, 1], [0, 1]) }, {}]);
    // The unit begins with gradient 1 and no momentum, the one beside it has made two steps: 1 + 0.5 · (1 + 0.5).
    expect(recycled!.params[4]).toEqual([0, 1 - 1 - 1.5]);
    expect(after!.params[4]).toEqual([-1, 1 - 1 - 1.5 - 1.75]);
  });

  test.each([
    ['REDO(KFAC)', 'REDO cannot stand around KFAC'],
    ['REDO(EMA(LOOKAHEAD(ADAM)))', 'REDO cannot stand around LOOKAHEAD'],
    ['REDO(SPLIT(ADAM,critic=NORMUON))', 'REDO cannot stand around SPLIT'],
    ['REDO(ADAGRAD(initial_accumulator_value=0.1))', 'REDO cannot stand around ADAGRAD'],
    ['CAUTIOUS(REDO(ADAM))', 'write REDO outermost, or REDO(ADAM) by itself'],
    ['REDO(ADAM,tau=-1)', 'tau must be'],
    ['REDO(ADAM,every=0)', 'every must be'],
  ])('%s is refused in one line', (spec, words) => {
    expect(() => makeOptimizer(spec)).toThrow(words);
    expect(() => makeOptimizer(spec)).toThrow(/^[^\n]+$/);
  });

  test.each([
    [{ network: 'mlp(sizes=[])' }, 'the network has none'],
    [{ network: 'mlp(layer_norm=true)' }, 'the network has none'],
    [
      { env: 'digits', agent: 'supervised(batch_size=16,num_minibatches=4)' },
      'digits has no agent in an environment',
    ],
  ])('%j is refused in one line before anything is trained', (plan, words) => {
    const assembled = () => assemble(smallPlan({ ...plan, optimizers: ['REDO(ADAM)'] }));
    expect(assembled).toThrow(words);
    expect(assembled).toThrow(/^[^\n]+$/);
  });

  test('says what it is not told', () => {
    expect(() => steps('REDO(ADAM,every=1)', [{}])).toThrow('REDO needs to know how active units are');
    const alone = { meanActivations: activity([0, 1], [1, 1]), freshParams: undefined };
    expect(() => steps('REDO(ADAM,every=1)', [alone])).toThrow('how its parameters are drawn');
  });
});
