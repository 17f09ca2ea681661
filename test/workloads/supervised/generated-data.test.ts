import { describe, expect, test } from 'vitest';
import { parseCall } from '../../../src/call-expression.ts';
import { withLabelNoise } from '../../../src/workloads/supervised/label-noise.ts';
import { friedman, friedmanData } from '../../../src/workloads/supervised/regression.ts';
import { spiralPoints } from '../../../src/workloads/supervised/spirals.ts';
import { squaredError } from '../../../src/workloads/supervised/squared-error.ts';
import { recordsOf } from '../../training/small-plan.ts';

const learned = async (env: string, updates: number) => {
  const records = await recordsOf({
    env,
    agent: parseCall('supervised(batch_size=32,num_minibatches=8)'),
    network: parseCall('mlp(sizes=[32,32])'),
    members: [{ seed: 1, optimizer: parseCall('ADAM(lr=0.01)') }],
    totalTimesteps: 256 * updates,
    evaluation: { count: 1, episodes: 1 },
  });
  const scores = records.flatMap((record) => (record.kind === 'evaluation' ? [record.meanReturn] : []));
  const measured = records.flatMap((record) => (record.kind === 'measurement' ? [record.quantity] : []));
  return { scores, measured: [...new Set(measured)] };
};

test('Spirals wind out from the centre, an arm a class, and are learned', async () => {
  const { inputs, targets } = spiralPoints('train', 300, { classes: 3, turns: 0.5, noise: 0 });
  for (const [index, label] of targets.entries()) {
    const [x, y] = [inputs[2 * index]!, inputs[2 * index + 1]!];
    const radius = Math.hypot(x, y);
    expect(radius).toBeLessThanOrEqual(1);
    const turns = Math.atan2(y, x) / (2 * Math.PI) - label / 3 - 0.5 * radius;
    expect(turns - Math.round(turns)).toBeCloseTo(0, 4);
  }
  const { scores } = await learned('spirals(train=500,test=200)', 60);
  expect(scores[0]).toBeLessThan(0.8);
  expect(scores.at(-1)).toBeGreaterThan(0.95);
});

describe('regression', () => {
  test("has Friedman's function as target, about standardised", () => {
    expect(friedman([0.5, 1, 0.5, 1, 0])).toBeCloseTo(20, 12);
    expect(friedman([0, 0, 0, 0.5, 1])).toBeCloseTo(15, 12);
    const { train } = friedmanData(20_000, 2, 6, 0);
    const moments = (values: Float32Array) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return [mean, values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length];
    };
    for (const values of [train.targets as Float32Array, train.inputs]) {
      const [mean, variance] = moments(values);
      expect(Math.abs(mean!)).toBeLessThan(0.02);
      expect(Math.abs(variance! - 1)).toBeLessThan(0.02);
    }
  });

  test('is learned by the squared error, and judged by R²', async () => {
    const { scores, measured } = await learned('regression(train=500,test=200)', 60);
    expect(scores[0]).toBeLessThan(0.3);
    expect(scores.at(-1)).toBeGreaterThan(0.8);
    expect(measured).toEqual(expect.arrayContaining(['test_loss', 'train_loss', 'train_r2']));
  });

  test('gives R² 1 for what is right and 0 for the mean', () => {
    const targets = Float32Array.of(1, 2, 3, 6);
    const { judge } = squaredError(3.5);
    const [right, mean] = judge(Float32Array.of(1, 2, 3, 6, 3, 3, 3, 3), targets);
    expect([right!.loss, right!.score / 4]).toEqual([0, 1]);
    expect([mean!.loss / 4, mean!.score / 4]).toEqual([3.5, 0]);
  });
});

describe('Label noise', () => {
  const clean = { inputs: new Float32Array(0), targets: new Int32Array(4000).map((_, index) => index % 4) };

  test('makes the share of labels wrong that is asked for, each other class as often', () => {
    const { targets } = withLabelNoise(clean, 0.3, 4);
    const shifts = [0, 0, 0, 0];
    for (const [index, label] of targets.entries()) shifts[(label - clean.targets[index]! + 4) % 4]!++;
    expect(shifts[0]! / 4000).toBeCloseTo(0.7, 1);
    for (const shift of shifts.slice(1)) expect(Math.abs(shift / 4000 - 0.1)).toBeLessThan(0.02);
  });

  test('leaves labels alone at 0 and none at 1, and a larger share has the same wrong labels', () => {
    expect(withLabelNoise(clean, 0, 4).targets).toEqual(clean.targets);
    const all = withLabelNoise(clean, 1, 4).targets;
    expect(all.some((label, index) => label === clean.targets[index])).toBe(false);
    for (const [index, label] of withLabelNoise(clean, 0.2, 4).targets.entries()) {
      if (label !== clean.targets[index]) expect(label).toBe(all[index]);
    }
  });

  test('is learned from and not judged by', async () => {
    const { scores } = await learned('spirals(train=500,test=200,turns=0.25,label_noise=0.2)', 30);
    expect(scores.at(-1)).toBeGreaterThan(0.85);
  });
});
