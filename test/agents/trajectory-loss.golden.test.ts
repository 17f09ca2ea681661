import { describe, expect, test } from 'vitest';
import { trajectoryLoss } from '../../agents/trajectory-loss.ts';
import { ParameterLayout } from '../../src/tensors/parameter-layout.ts';
import * as tf from '../../src/tensors/tf.ts';
import { AveragedPolicy } from '../../src/workloads/control/averaged-policy.ts';
import { slotsOf } from '../../src/workloads/control/stored-outputs.ts';
import { doublePrecision, expectClose, goldenCases } from './golden.ts';

type Rows = readonly (readonly number[])[];
type Case =
  | {
      readonly kind: 'trajectory_loss';
      readonly id: string;
      readonly inputs: {
        readonly logits: Rows;
        readonly logits_old: Rows;
        readonly lambda: number;
        readonly temperature: number;
      };
      readonly expected: { readonly loss: number; readonly gradient: Rows };
    }
  | {
      readonly kind: 'schedule';
      readonly id: string;
      readonly inputs: { readonly lag: number; readonly start_epoch: number; readonly epochs: number };
      readonly expected: { readonly rows_epoch_writeslot_sourceepoch_readslot: readonly (number | null)[][] };
    }
  | {
      readonly kind: 'ema';
      readonly id: string;
      readonly inputs: {
        readonly initial: readonly number[];
        readonly decay: number;
        readonly weights: Rows;
      };
      readonly expected: { readonly ema: Rows };
    };

const cases = goldenCases<Case>('saf_mesa', 'systems');
const tolerance = doublePrecision ? 1e-9 : 1e-4;

const tensor = (rows: Rows): tf.Tensor => tf.tensor(rows.flat(), [1, rows.length, rows[0]!.length]);
const mean = (x: tf.Tensor): tf.Tensor => tf.mean(x, 1);

describe('the loss that holds a policy near its own past, as recorded', () => {
  test.each(cases.filter((each) => each.kind === 'trajectory_loss'))('$id', ({ inputs, expected }) => {
    const { lambda: coef, temperature } = inputs;
    const earlier = tensor(inputs.logits_old.map((row) => [...row, 1]));
    const lossOf = (outputs: tf.Tensor): tf.Tensor =>
      trajectoryLoss(outputs, earlier, mean, { coef, temperature });
    const { value, grad } = tf.valueAndGrad((outputs: tf.Tensor) => tf.sum(lossOf(outputs)))(
      tensor(inputs.logits),
    );
    expectClose(value.dataSync(), expected.loss, tolerance, 'loss');
    expectClose(grad.dataSync(), expected.gradient, tolerance, 'gradient');
  });

  test.each(cases.filter((each) => each.kind === 'schedule'))('$id', ({ inputs, expected }) => {
    const schedule = { lag: inputs.lag, start: inputs.start_epoch };
    const rows = Array.from({ length: inputs.epochs }, (_, epoch) => {
      const { write, compared } = slotsOf(epoch, schedule);
      return [epoch, write, compared?.epoch ?? null, compared?.slot ?? null];
    });
    expect(rows).toEqual(expected.rows_epoch_writeslot_sourceepoch_readslot);
  });

  test.each(cases.filter((each) => each.kind === 'ema'))('$id', ({ inputs, expected }) => {
    const vector = (values: readonly number[]) => tf.tensor([...values], [1, 1, values.length]);
    const layout = new ParameterLayout([{ name: 'point', shape: [1, inputs.initial.length] }]);
    const average = new AveragedPolicy(layout, vector(inputs.initial), inputs.decay);
    for (const [step, weights] of inputs.weights.entries()) {
      average.follow(vector(weights), [true]);
      expectClose(average.vector.dataSync(), expected.ema[step]!, tolerance, `after step ${step + 1}`);
    }
    average.dispose();
  });
});

test('rows whose earlier outputs nobody knows add nothing', () => {
  const [outputs, settings] = [
    tensor([
      [1, 2],
      [3, -1],
    ]),
    { coef: 1, temperature: 2 },
  ];
  const of = (known: number) =>
    trajectoryLoss(
      outputs,
      tensor([
        [0, 5, known],
        [3, -1, 1],
      ]),
      mean,
      settings,
    ).dataSync()[0]!;
  expect(of(1)).toBeGreaterThan(0.1);
  expect(of(0)).toBeCloseTo(0, 6);
});
