import { describe, expect, test } from 'vitest';
import { actorCritic, agents, categorical, networks } from '../../agents/index.ts';
import { sampleScores } from '../../src/diagnostics/sample-scores.ts';
import { scoresReport } from '../../src/diagnostics/scores.ts';
import { ParameterLayout } from '../../src/tensors/parameter-layout.ts';
import * as tf from '../../src/tensors/tf.ts';
import { highestScores } from '../../src/workloads/control/highest-scores.ts';
import { scoreParts } from '../../src/workloads/control/sample-slopes.ts';
import { labelScoreParts } from '../../src/workloads/supervised/label-scores.ts';
import { doublePrecision, expectClose, flat, goldenCases, type Numbers } from '../agents/golden.ts';

type Case =
  | {
      readonly id: string;
      readonly kind: 'el2n';
      readonly inputs: {
        readonly logits: readonly (readonly number[])[];
        readonly labels: readonly number[];
      };
      readonly expected: { readonly el2n: readonly number[] };
    }
  | {
      readonly id: string;
      readonly kind: 'grand';
      readonly inputs: {
        readonly params: readonly Numbers[];
        readonly observations: readonly (readonly number[])[];
        readonly actions: readonly number[];
        readonly advantages: readonly number[];
      };
      readonly expected: Readonly<
        Record<
          'grand' | 'el2n' | 'rl_last_layer_score' | 'rl_grand' | 'keep_order_rl_last_layer',
          readonly number[]
        >
      >;
    };

const cases = goldenCases<Case>('data_diet', 'systems');
const tolerance = doublePrecision ? 1e-9 : 1e-5;

const tensor = (rows: readonly (readonly number[])[]): tf.Tensor =>
  tf.tensor(rows.flat(), [1, rows.length, rows[0]!.length]);
const whole = (places: readonly number[]): tf.Tensor => tf.tensor([...places], [1, places.length], 'int32');

describe('scores as recorded', () => {
  for (const { id, inputs, expected } of cases.filter((each) => each.kind === 'el2n')) {
    test(id, () => {
      const classes = inputs.logits[0]!.length;
      // A classifier that is given its logits: their slope in its only parameter is that in the outputs.
      const parameters = [
        { name: 'bias', shape: [1, classes] as const, initial: () => new Float64Array(classes) },
      ];
      const network = {
        parameters,
        forward: (params: { readonly [name: string]: tf.Tensor }, seen: tf.Tensor) =>
          tf.add(seen, params.bias!),
      };
      const rows = {
        inputs: tensor(inputs.logits),
        labels: whole(inputs.labels),
        weights: tf.ones([1, inputs.labels.length]),
      };
      const layout = new ParameterLayout(parameters);
      for (const most of [1, Number.POSITIVE_INFINITY]) {
        const parts = labelScoreParts(
          network,
          categorical({ kind: 'discrete', n: classes }),
          layout,
          rows,
          most,
        ).map((part) => sampleScores(part(tf.zeros([1, 1, classes]))));
        for (const name of ['errors', 'gradients'] as const) {
          const found = parts.flatMap((scores) => [...scores[name].dataSync()]);
          expectClose(found, expected.el2n, tolerance, name);
        }
      }
    });
  }

  for (const { id, inputs, expected } of cases.filter((each) => each.kind === 'grand')) {
    const [kernel, , headKernel] = inputs.params.map(flat);
    const [hidden, observed] = [
      flat(inputs.params[1]!).length,
      kernel!.length / flat(inputs.params[1]!).length,
    ];
    const outputs = headKernel!.length / hidden;

    test.each([
      ['classifier', inputs.advantages.map(() => 1), expected.el2n, expected.grand, undefined],
      [
        'policy',
        inputs.advantages,
        expected.rl_last_layer_score,
        expected.rl_grand,
        expected.keep_order_rl_last_layer,
      ],
    ] as const)(`${id}, %s`, (_, advantages, errors, gradients, order) => {
      const { entry, settings } = agents.resolve('ppo');
      const agent = entry.create(settings, { kind: 'discrete', n: outputs });
      const made = networks.resolve(`mlp(sizes=[${hidden}])`);
      const pair = actorCritic(agent, observed, (shape) => made.entry.create(made.settings, shape));
      const layout = new ParameterLayout(pair.parameters);
      const values = new Float64Array(layout.length);
      values.set(inputs.params.flatMap(flat), layout.offsets[layout.names.indexOf('actor.0.kernel')]!);
      const rows = inputs.actions.length;
      const column = (own: readonly number[]): tf.Tensor => tf.tensor([...own], [1, rows]);
      const batch = {
        observations: tensor(inputs.observations),
        actions: whole(inputs.actions),
        advantages: column(advantages),
        logProbs: tf.zeros([1, rows]),
        returns: tf.zeros([1, rows]),
        values: tf.zeros([1, rows]),
        weights: tf.fill([1, rows], 1 / rows),
        mean: (x: tf.Tensor) => tf.mean(x, 1),
      };
      const [part] = scoreParts(
        { agent, networks: pair, layout },
        [{ members: [0], batch }],
        Number.POSITIVE_INFINITY,
      );
      const scores = sampleScores(part!(tf.tensor([...values], [1, 1, layout.length])));
      expectClose(scores.errors.dataSync(), errors, tolerance, 'errors');
      expectClose(scores.gradients.dataSync(), gradients, tolerance, 'gradients');
      if (order) expect([...highestScores(scores.errors.dataSync(), rows)]).toEqual(order);
    });
  }
});

test('what is said of scores is their mean, a quantile, the share of small ones and how alike they order samples', () => {
  expect(scoresReport([0, 1, 2, 5e-4], [0, 10, 5, 1])).toEqual({
    el2n_mean: expect.closeTo(3.0005 / 4, 14),
    el2n_q90: expect.closeTo(1.7, 14),
    el2n_near_zero: 0.5,
    grand_mean: 4,
    grand_q90: expect.closeTo(8.5, 13),
    grand_near_zero: 0.25,
    spearman: expect.closeTo(0.8, 14),
  });
});

test('of one sample, and of samples without a difference, no order is said; of what is no number nothing is', () => {
  expect(Object.keys(scoresReport([1], [2]))).not.toContain('spearman');
  expect(Object.values(scoresReport([0, 0], [0, 0]))).toEqual([0, 0, 1, 0, 0, 1]);
  expect(scoresReport([1, Number.NaN], [1, 2])).toEqual({});
  expect(scoresReport([], [])).toEqual({});
});
