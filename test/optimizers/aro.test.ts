import { describe, expect, test } from 'vitest';
import { makeOptimizer, optimizers } from '../../src/optimizers/index.ts';
import { describeSettings } from '../../src/settings.ts';
import { distance, type Rows, skew, transposed } from '../tensors/linear-algebra/matrices.ts';
import {
  advance,
  type Member,
  mapMember,
  memberValues,
  populate,
  randomMember,
  start,
  type Trial,
} from './trial.ts';

/** The parameters and the state after each gradient. */
function path(spec: string, initial: Member, gradients: readonly Member[]) {
  const optimizer = makeOptimizer(spec);
  let trial: Trial = start(optimizer, [initial]);
  return gradients.map((each, index) => {
    trial = advance(optimizer, trial, populate([each]), { step: index + 1 });
    return { params: memberValues(trial.params, 0), state: memberValues(trial.state, 0) };
  });
}

function kernel(rows: Rows): Member {
  return { 'a.kernel': { shape: [rows.length, rows[0]!.length], values: rows.flat() } };
}

function inRows(values: readonly number[], columns: number): Rows {
  return Array.from({ length: values.length / columns }, (_, i) =>
    values.slice(columns * i, columns * (i + 1)),
  );
}

/** The last update of a kernel that starts at zero, by a learning rate of 1 that nothing adjusts or decays. */
function lastDirection(base: string, gradients: readonly Rows[]): Rows {
  const spec = `ARO(base_opt=${base},lr=1,adjust_lr=none,weight_decay=0,heads=true)`;
  const start = mapMember(kernel(gradients[0]!), () => 0);
  const [before, after] = path(spec, start, gradients.map(kernel)).slice(-2);
  const values = before!.params[0]!.map((value, i) => value - after!.params[0]![i]!);
  return inRows(values, gradients[0]![0]!.length);
}

/** Gradients of a kernel with two inputs and three outputs. */
const wide: readonly Rows[] = [
  [
    [0.1, -0.2, 0.3],
    [-0.4, 0.5, -0.6],
  ],
  [
    [-0.3, 0.1, 0.2],
    [0.2, -0.1, 0.4],
  ],
];

describe('ARO', () => {
  test.each([
    [
      'row_norm',
      [
        [-0.8595906221, -0.1295949515, 1.7084752211],
        [-0.7512735463, 1.2829521607, -0.339180397],
      ],
    ],
    [
      'sign',
      [
        [-0.4361413039, 0.4361413039, 1.3452809234],
        [-1.3452809234, 1.3452809234, -0.4361413039],
      ],
    ],
  ])('goes in the direction worked out independently for %s', (base, expected) => {
    expect(distance(lastDirection(base, wide), expected)).toBeLessThan(2e-6);
    // What is turned is the shorter side, be it that of the inputs or of the outputs.
    const tall = wide.map(transposed);
    expect(distance(lastDirection(base, tall), transposed(expected))).toBeLessThan(2e-6);
  });

  test('keeps a frame of orthonormal columns, whatever the gradients are', () => {
    const shapes = { 'a.kernel': [6, 4] } as const;
    const draws = [2, 3, 4].map((seed) => randomMember(shapes, seed));
    for (const factor of [0, 1e-12, 1, 1e8]) {
      const gradients = draws.map((each) => mapMember(each, (value) => factor * value));
      const [, frame] = path('ARO(heads=true)', draws[0]!, gradients).at(-1)!.state;
      expect(skew(inRows(frame!, 4))).toBeLessThan(1e-6);
    }
  });

  test.each(['row_norm', 'sinkhorn', 'sign'])('makes steps of one size with %s', (base) => {
    const draws = [2, 3].map((seed) => inRows(randomMember({ k: [6, 4] }, seed).k!.values, 4));
    const size = (factor: number) => {
      const direction = lastDirection(
        base,
        draws.map((rows) => rows.map((row) => row.map((value) => factor * value))),
      );
      return Math.hypot(...direction.flat());
    };
    // As many numbers as the kernel has, with a root mean square of 1; the frame does not change it.
    expect(size(1)).toBeCloseTo(Math.sqrt(24), 4);
    expect(size(1e3)).toBeCloseTo(Math.sqrt(24), 4);
  });

  test.each([
    ['row_norm', false],
    ['sinkhorn', false],
    ['sign', true],
  ])('with %s lets roundings of gradients decide whole steps: %s, as its settings say', (base, decides) => {
    // Of one sign throughout, so that the matrix of signs is singular.
    const draws = [51, 52].map((seed) =>
      inRows(randomMember({ k: [4, 5] }, seed).k!.values.map(Math.abs), 5),
    );
    const rounded = draws.map((rows) =>
      rows.map((row, i) => row.map((value, j) => value * (1 + ((i + j) % 2 ? 1e-7 : -1e-7)))),
    );
    const moved = distance(lastDirection(base, draws), lastDirection(base, rounded));
    if (decides) expect(moved).toBeGreaterThan(0.5);
    else expect(moved).toBeLessThan(1e-4);
    const setting = describeSettings(optimizers.get('ARO').settings).find(({ name }) => name === 'base_opt')!;
    expect(setting.description).toContain('with signs, rounding can decide');
    expect(optimizers.get('ARO').summary).toContain('rounding decides base_opt=sign');
  });

  test.each([
    ['none', 1],
    ['rms_norm', 0.2 * Math.sqrt(6)],
    ['spectral_norm', Math.sqrt(4 / 6)],
  ])('multiplies the update of a kernel by its shape with adjust_lr=%s', (adjust, factor) => {
    const gradient = randomMember({ 'a.kernel': [6, 4] }, 2);
    const start = mapMember(gradient, () => 0);
    const [made] = path(`ARO(heads=true,lr=0.5,adjust_lr=${adjust})`, start, [gradient]);
    expect(Math.hypot(...made!.params[0]!) / (0.5 * Math.sqrt(24))).toBeCloseTo(factor, 5);
  });

  test('leaves heads and vectors to AdamW with the same learning rate and decay', () => {
    const shapes = { 'a.0.kernel': [5, 4], 'a.0.bias': [1, 4], 'a.head.kernel': [4, 2] } as const;
    const gradients = [2, 3, 4].map((seed) => randomMember(shapes, seed));
    const shared = 'lr=0.02,weight_decay=0.1,betas=[0.8,0.9],eps=1e-6';
    const [own, adamw] = [`ARO(${shared})`, `ADAMW(${shared})`].map(
      (spec) => path(spec, randomMember(shapes, 1), gradients).at(-1)!.params,
    );
    expect(own!.slice(1)).toEqual(adamw!.slice(1));
    expect(own![0]).not.toEqual(adamw![0]);
  });
});
