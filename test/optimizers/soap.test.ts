import { describe, expect, test } from 'vitest';
import { makeOptimizer } from '../../src/optimizers/index.ts';
import { type Rows, randomMatrix, times, transposed } from '../tensors/linear-algebra/matrices.ts';
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

const shapes = { 'a.0.kernel': [4, 4], 'a.0.bias': [1, 4], 'a.head.kernel': [4, 2] } as const;

/** The parameters of the first member after each of some gradients. */
function path(specs: string | string[], initial: Member[], gradients: readonly Member[][]): number[][][] {
  const optimizer = makeOptimizer(specs);
  let trial: Trial = start(optimizer, initial);
  return gradients.map((each, index) => {
    trial = advance(optimizer, trial, populate(each), { step: index + 1 });
    return memberValues(trial.params, 0);
  });
}

const draw = (steps: number, shape: Record<string, readonly [number, number]> = shapes) =>
  Array.from({ length: steps }, (_, step) => [randomMember(shape, 10 + step)]);

const single = (name: string, rows: Rows): Member => ({
  [name]: { shape: [rows.length, rows[0]!.length], values: rows.flat() },
});

/** Largest difference of two lists of numbers, as a share of the largest number. */
function difference(a: readonly number[], b: readonly number[]): number {
  const largest = Math.max(...b.map(Math.abs));
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!))) / largest;
}

describe('SOAP', () => {
  test('moves nothing by a first gradient, and everything by a second', () => {
    const initial = randomMember(shapes, 1);
    const [first, second] = path('SOAP', [initial], draw(2));
    const before = memberValues(populate([initial]), 0);
    expect(first).toEqual(before);
    second!.forEach((values, tensor) => {
      values.forEach((value, i) => {
        expect(value).not.toBe(before[tensor]![i]);
      });
    });
  });

  test('forgets the first gradient in its moments, so that its size does not matter there', () => {
    // Square, so that a single gradient has one eigenbasis.
    const square = { 'a.kernel': [4, 4], 'a.bias': [1, 4] } as const;
    const [first, ...rest] = draw(4, square);
    const last = (factor: number) => {
      const grown = first!.map((member) => mapMember(member, (value) => factor * value));
      return path('SOAP', [randomMember(square, 1)], [grown, ...rest])
        .at(-1)!
        .flat();
    };
    expect(difference(last(1e4), last(1))).toBeLessThan(1e-5);
  });

  test('steps alike in every rotation of the inputs and outputs, unlike Adam', () => {
    const [left, right] = [rotation(0.3, 0.7), rotation(1.1, -0.4)];
    const turn = (rows: Rows) => times(times(left, rows), right);
    const [weights, ...gradients] = [0, 1, 2, 3, 4, 5].map((seed) => randomMatrix(4, 4, seed));
    const run = (spec: string, by: (rows: Rows) => Rows) =>
      path(
        spec,
        [single('a.kernel', by(weights!))],
        gradients.map((each) => [single('a.kernel', by(each))]),
      ).at(-1)![0]!;
    const apart = (spec: string) => {
      const plain = run(spec, (rows) => rows);
      const rows = [0, 1, 2, 3].map((i) => plain.slice(4 * i, 4 * i + 4));
      return difference(run(spec, turn), turn(rows).flat());
    };
    expect(apart('SOAP(lr=0.1,precondition_frequency=2)')).toBeLessThan(1e-3);
    expect(apart('ADAM(lr=0.1)')).toBeGreaterThan(0.05);
  });

  test('treats a kernel with no side short enough as it treats vectors', () => {
    const gradients = [1, 2, 3, 4].map((seed) => randomMatrix(3, 5, seed));
    const run = (name: string, by: (rows: Rows) => Rows) =>
      path(
        'SOAP(max_precond_dim=2)',
        [single(name, by(randomMatrix(3, 5, 9)))],
        gradients.map((each) => [single(name, by(each))]),
      ).at(-1)![0];
    expect(run('a.kernel', (rows) => rows)).toEqual(run('a.bias', (rows) => [rows.flat()]));
  });

  test('treats a merged kernel as a vector whose side is rotated', () => {
    const gradients = [1, 2, 3, 4].map((seed) => randomMatrix(2, 3, seed));
    const run = (spec: string, name: string, by: (rows: Rows) => Rows) =>
      path(
        spec,
        [single(name, by(randomMatrix(2, 3, 9)))],
        gradients.map((each) => [single(name, by(each))]),
      ).at(-1)![0];
    const frequent = 'precondition_frequency=2,max_precond_dim=6';
    expect(run(`SOAP(merge_dims=true,${frequent})`, 'a.kernel', (rows) => rows)).toEqual(
      run(`SOAP(precondition_1d=true,${frequent})`, 'a.bias', (rows) => [rows.flat()]),
    );
  });

  test('makes steps of one size where the updates are normalised', () => {
    const spec = 'SOAP(normalize_grads=true,correct_bias=false,weight_decay=0,lr=0.01)';
    const initial = randomMember(shapes, 1);
    const [before, after] = path(spec, [initial], draw(2)) as [number[][], number[][]];
    after.forEach((values, tensor) => {
      const moved = values.map((value, i) => value - before[tensor]![i]!);
      const meanSquare = moved.reduce((sum, each) => sum + each ** 2, 0) / moved.length;
      expect(Math.sqrt(meanSquare) / 0.01).toBeCloseTo(1, 3);
    });
  });

  test('turns the basis of each member when its own turn has come', () => {
    const specs = [
      'SOAP(precondition_frequency=3)',
      'SOAP(precondition_frequency=2)',
      'SOAP(betas=[0.5,0.9])',
    ];
    const [initial, ...steps] = [0, 1, 2, 3, 4, 5, 6, 7].map((step) =>
      specs.map((_, member) => randomMember(shapes, 100 * step + member)),
    );
    specs.forEach((spec, member) => {
      const alone = path(
        spec,
        [initial![member]!],
        steps.map((step) => [step[member]!]),
      );
      const rotated = <T>(list: readonly T[]) => [...list.slice(member), ...list.slice(0, member)];
      expect(path(rotated(specs), rotated(initial!), steps.map(rotated))).toEqual(alone);
    });
  });

  test('says what is rotated', () => {
    const parameters = Object.entries({ ...shapes, 'a.head.bias': [1, 2] as const }).map(([name, shape]) => ({
      name,
      shape,
    }));
    const routes = (spec: string) => Object.values(makeOptimizer(spec).routes!(parameters));
    expect(routes('SOAP')).toEqual(['SOAP', 'ADAM', 'SOAP', 'ADAM']);
    expect(routes('SOAP(heads=false)')).toEqual(['SOAP', 'ADAM', 'ADAM', 'ADAM']);
    expect(routes('SOAP(precondition_1d=true)')).toEqual(['SOAP', 'SOAP', 'SOAP', 'SOAP']);
  });
});

/** A rotation of four dimensions by angles in two planes that cross. */
function rotation(a: number, b: number): Rows {
  const plane = (angle: number, i: number, j: number): Rows =>
    [0, 1, 2, 3].map((row) =>
      [0, 1, 2, 3].map((column) => {
        if (row === column) return row === i || row === j ? Math.cos(angle) : 1;
        if (row === i && column === j) return -Math.sin(angle);
        return row === j && column === i ? Math.sin(angle) : 0;
      }),
    );
  return transposed(times(plane(a, 0, 2), times(plane(b, 1, 3), plane(a + b, 0, 1))));
}
