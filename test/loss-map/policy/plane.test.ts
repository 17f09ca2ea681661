import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filterNormalizedDirection } from '../../../src/loss-map/policy/filter-normalized.ts';
import { heldShare, type Plane, parametersAt, projected } from '../../../src/loss-map/policy/plane.ts';
import { principalDirections } from '../../../src/loss-map/policy/principal-directions.ts';
import { evenlySpaced } from '../../../src/loss-map/policy/retrace.ts';
import { RandomStream } from '../../../src/random.ts';
import { ParameterLayout } from '../../../src/tensors/parameter-layout.ts';

const normals = (length: number, ...purpose: (string | number)[]): Float64Array => {
  const stream = RandomStream.of(1, ...purpose);
  return Float64Array.from({ length }, () => stream.normal());
};

/** To a hundredth: the rounding of the parameters is far below. */
const hundredths = fc.integer({ min: -1000, max: 1000 }).map((value) => value / 100);
const place = fc.tuple(hundredths, hundredths);

/** Neither orthogonal nor of length 1. */
const crooked: Plane = {
  origin: Float32Array.from(normals(50, 'origin')),
  directions: [normals(50, 'a'), normals(50, 'b').map((value, index) => value + normals(50, 'a')[index]!)],
};

describe('a filter-normalised direction', () => {
  const layout = new ParameterLayout([
    { name: 'actor.0.kernel', shape: [5, 4] },
    { name: 'actor.0.bias', shape: [1, 4] },
    { name: 'actor.0.scale', shape: [1, 4] },
    { name: 'actor.head.kernel', shape: [4, 1] },
    { name: 'actor.head.bias', shape: [1, 1] },
    { name: 'actor.log_std', shape: [1, 1] },
  ]);

  /** The norms of the columns of a leaf. */
  const filterNorms = (values: ArrayLike<number>, name: string): number[] => {
    const leaf = layout.names.indexOf(name);
    const [inputs, units] = layout.shapes[leaf]!;
    return Array.from({ length: units }, (_, unit) =>
      Math.hypot(
        ...Array.from(
          { length: inputs },
          (_, input) => values[layout.offsets[leaf]! + input * units + unit]!,
        ),
      ),
    );
  };

  test('has filters as long as those of the parameters, and leaves all else where it is', () => {
    const value = fc.double({ min: -100, max: 100, noNaN: true });
    const vector = fc.array(value, { minLength: layout.length, maxLength: layout.length });
    fc.assert(
      fc.property(vector, fc.nat(), (parameters, seed) => {
        const direction = filterNormalizedDirection(layout, parameters, RandomStream.of(seed, 'direction'));
        for (const name of ['actor.0.kernel', 'actor.head.kernel']) {
          const expected = filterNorms(parameters, name).map((norm) => expect.closeTo(norm, 9));
          expect(filterNorms(direction, name)).toEqual(expected);
        }
        for (const name of ['actor.0.bias', 'actor.0.scale', 'actor.head.bias', 'actor.log_std']) {
          expect(filterNorms(direction, name)).toEqual(filterNorms(new Float64Array(layout.length), name));
        }
      }),
    );
  });

  test('is another one with every stream, and the same with the same', () => {
    const parameters = normals(layout.length, 'parameters');
    const drawn = (seed: number) =>
      filterNormalizedDirection(layout, parameters, RandomStream.of(seed, 'direction'));
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
  });
});

describe('projection', () => {
  test('of the origin is the middle', () => {
    expect(projected(crooked, crooked.origin)).toEqual([0, 0]);
  });

  test('finds the place of parameters that are on the plane', () => {
    fc.assert(
      fc.property(place, ([a, b]) => {
        const [alpha, beta] = projected(crooked, parametersAt(crooked, [a, b]));
        expect([alpha, beta]).toEqual([expect.closeTo(a, 4), expect.closeTo(b, 4)]);
      }),
    );
  });

  test('finds no better place nearby for parameters that are not', () => {
    const parameters = Float32Array.from(normals(50, 'elsewhere'));
    const distance = (at: readonly [number, number]) =>
      Math.hypot(...parametersAt(crooked, at).map((value, index) => value - parameters[index]!));
    const [a, b] = projected(crooked, parameters);
    fc.assert(
      fc.property(place, ([da, db]) => {
        expect(distance([a + da, b + db])).toBeGreaterThanOrEqual(distance([a, b]) - 1e-5);
      }),
    );
  });
});

describe('the share of a path that a plane holds', () => {
  test('is all of one that stays in it', () => {
    const path = [[3, 1] as const, [1, -2] as const, [0, 0] as const].map((at) => parametersAt(crooked, at));
    expect(heldShare(crooked, path)).toBeCloseTo(1, 6);
  });

  test('is none of one that is orthogonal to it, or never leaves', () => {
    const plane: Plane = {
      origin: new Float32Array(3),
      directions: [Float64Array.of(2, 0, 0), Float64Array.of(1, 1, 0)],
    };
    expect(heldShare(plane, [Float32Array.of(0, 0, 5)])).toBe(0);
    expect(heldShare(plane, [plane.origin])).toBe(0);
    expect(heldShare(plane, [Float32Array.of(0, 3, 4)])).toBeCloseTo(9 / 25, 9);
  });
});

describe('the principal directions of a path', () => {
  test('recover the plane that it lies in', () => {
    fc.assert(
      fc.property(fc.array(place, { minLength: 2, maxLength: 12 }), (places) => {
        const path = [...places, [0, 0] as const].map((at) => parametersAt(crooked, at));
        // Places on a line span no plane.
        fc.pre(places.some(([a, b]) => Math.abs(a * places[0]![1] - b * places[0]![0]) > 0.1));
        const { directions, shares } = principalDirections(path);
        const found: Plane = { origin: crooked.origin, directions };
        expect(heldShare(found, path)).toBeCloseTo(1, 5);
        expect(shares[0] + shares[1]).toBeCloseTo(1, 5);
        expect(shares[0]).toBeGreaterThanOrEqual(shares[1]);
        for (const [index, parameters] of path.entries()) {
          const back = parametersAt(found, projected(found, parameters));
          expect(Math.hypot(...back.map((value, at) => value - path[index]![at]!))).toBeLessThan(1e-4);
        }
      }),
    );
  });

  test('are orthonormal, hold more than any other plane, and have the start on their positive side', () => {
    const stream = RandomStream.of(2, 'path');
    const steps = Array.from({ length: 9 }, () => Float32Array.from({ length: 20 }, () => stream.normal()));
    const { directions, shares } = principalDirections(steps);
    const [first, second] = directions;
    const product = (a: Float64Array, b: Float64Array) =>
      a.reduce((sum, value, at) => sum + value * b[at]!, 0);
    expect([product(first, first), product(second, second), product(first, second)]).toEqual(
      [1, 1, 0].map((value) => expect.closeTo(value, 9)),
    );
    const plane: Plane = { origin: steps.at(-1)!, directions };
    expect(heldShare(plane, steps)).toBeCloseTo(shares[0] + shares[1], 9);
    expect(Math.min(...projected(plane, steps[0]!))).toBeGreaterThan(0);
    for (let other = 0; other < 20; other++) {
      const another = [normals(20, 'first', other), normals(20, 'second', other)] as const;
      expect(heldShare({ ...plane, directions: another }, steps)).toBeLessThan(shares[0] + shares[1]);
    }
  });

  test('are refused where the path is straight', () => {
    const straight = [3, 1, 0].map((at) => parametersAt(crooked, [at, 0]));
    const onTheLine = straight.map((_, index) => Float32Array.of(4 - 2 * index, 1, 0));
    expect(() => principalDirections(onTheLine)).toThrow('spans no plane');
    expect(() => principalDirections([straight[0]!])).toThrow('spans no plane');
  });
});

test('stations are evenly spaced, the first and the last among them, all where there are no more', () => {
  expect(evenlySpaced(100, 5)).toEqual([0, 25, 50, 75, 100]);
  expect(evenlySpaced(3, 40)).toEqual([0, 1, 2, 3]);
  expect(evenlySpaced(1, 2)).toEqual([0, 1]);
});
