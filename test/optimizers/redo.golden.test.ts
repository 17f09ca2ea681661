import { describe, expect, test } from 'vitest';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import { mapTree, type TensorTree, withLeaves } from '../../src/tensors/tree.ts';
import { expectClose, flat, goldenCases, type Numbers } from '../agents/golden.ts';
import { doublePrecision } from './golden.ts';
import { type Member, memberValues, populate } from './trial.ts';

type Parameters = readonly [kernel: Numbers, bias: Numbers, outKernel: Numbers, outBias: Numbers];

interface Case {
  readonly id: string;
  readonly kind: string;
  readonly inputs: {
    readonly activations: readonly (readonly number[])[];
    readonly threshold: number;
    readonly params: Parameters;
    readonly fresh_incoming: Numbers;
    readonly adam_m: Parameters;
    readonly adam_v: Parameters;
    readonly adam_t: number;
  };
  readonly expected: {
    readonly params: Parameters;
    readonly adam_m: Parameters;
    readonly adam_v: Parameters;
    readonly dormant: readonly boolean[];
  };
}

const names = ['actor.0.kernel', 'actor.0.bias', 'actor.head.kernel', 'actor.head.bias'];
const tolerance = doublePrecision ? 1e-9 : 1e-5;

function memberOf(values: Parameters): Member {
  const widths = [
    flat(values[1]).length,
    flat(values[1]).length,
    flat(values[3]).length,
    flat(values[3]).length,
  ];
  return Object.fromEntries(
    names.map((name, index) => {
      const all = flat(values[index]!);
      return [name, { shape: [all.length / widths[index]!, widths[index]!], values: all }];
    }),
  );
}

const vectorOf = (values: Parameters, factor = 1): number[] =>
  values.flatMap((each) => flat(each).map((value) => value * factor));

/** One step without a gradient at a rate of 0 of members that are alike but for the activity of their units. */
function stepOf({ inputs }: Case, spec: string, activities: readonly (readonly number[])[]) {
  const count = activities.length;
  const many = (values: readonly number[]) =>
    tf.tensor(
      activities.flatMap(() => values),
      [count, 1, values.length],
    );
  const params = populate(activities.map(() => memberOf(inputs.params)));
  const optimizer = makeOptimizer(spec);
  // What Adam's decay by 0.9 and 0.999 makes the recorded moments of.
  const moments = [many(vectorOf(inputs.adam_m, 1 / 0.9)), many(vectorOf(inputs.adam_v, 1 / 0.999))];
  const state = withLeaves(optimizer.init(params), [...moments, tf.zeros([count, 1, 1])]);
  const fresh = Object.fromEntries(
    Object.entries(
      memberOf(
        [inputs.fresh_incoming, 7, 7, 7].map((each, index) =>
          typeof each === 'number' ? flat(inputs.params[index]!).map(() => each) : each,
        ) as unknown as Parameters,
      ),
    ),
  );
  const made = optimizer.update(
    mapTree((param) => tf.zerosLike(param), params),
    state,
    params,
    {
      step: inputs.adam_t,
      learningRateScale: 0,
      freshParams: () => populate(activities.map(() => fresh)),
      meanActivations: () => ({ 'actor.0': tf.tensor(activities.flat(), [count, 1, activities[0]!.length]) }),
    },
  );
  const after: TensorTree = mapTree((param, update) => tf.add(param, update), params, made.updates);
  return (member: number) => ({
    params: memberValues(after, member).flat(),
    state: memberValues(made.state, member),
    report: memberValues(optimizer.report!(params, made.state), member).flat(),
  });
}

describe('units are recycled as recorded', () => {
  for (const each of goldenCases<Case>('redo', 'systems').filter(({ kind }) => kind === 'recycle')) {
    const { id, inputs, expected } = each;
    const activity = inputs.activations[0]!.map(
      (_, unit) =>
        inputs.activations.reduce((sum, row) => sum + Math.abs(row[unit]!), 0) / inputs.activations.length,
    );
    const spec = `REDO(ADAM,tau=${inputs.threshold},every=${inputs.adam_t})`;

    test(id, () => {
      const { params, state, report } = stepOf(each, spec, [activity])(0);
      expectClose(params, [...expected.params], tolerance);
      expectClose(state[0]!, [...expected.adam_m], tolerance);
      expectClose(state[1]!, [...expected.adam_v], tolerance);
      expect(report).toEqual([expected.dormant.filter(Boolean).length]);
    });

    test(`${id}: in company with a broken and a lively member it is the same, bit by bit`, () => {
      const broken = activity.map(() => Number.NaN);
      const lively = activity.map(() => 1);
      const together = stepOf(each, spec, [broken, activity, lively]);
      expect(together(1)).toEqual(stepOf(each, spec, [activity])(0));
      for (const kept of [0, 2]) {
        expectClose(together(kept).params, [...inputs.params], tolerance);
        expectClose(together(kept).state[0]!, [...inputs.adam_m], tolerance);
        expect(together(kept).report).toEqual([0]);
      }
    });

    test(`${id}: at another step nothing is recycled`, () => {
      const { params, report } = stepOf(each, spec.replace('every=', 'every=2'), [activity])(0);
      expectClose(params, [...inputs.params], tolerance);
      expect(report).toEqual([0]);
    });
  }
});
