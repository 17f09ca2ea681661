/**
 * Of each dimension but the first: the degree of its primitive polynomial, the polynomial's inner coefficients as bits, and
 * the first direction numbers (`new-joe-kuo-6.21201`).
 */
const directions: readonly (readonly [degree: number, coefficients: number, first: readonly number[]])[] = [
  [1, 0, [1]],
  [2, 1, [1, 3]],
  [3, 1, [1, 3, 1]],
  [3, 2, [1, 1, 1]],
  [4, 1, [1, 1, 3, 3]],
  [4, 4, [1, 3, 5, 13]],
  [5, 2, [1, 1, 5, 5, 17]],
  [5, 4, [1, 1, 5, 5, 5]],
  [5, 7, [1, 1, 7, 11, 19]],
];

/** Binary digits of a coordinate. */
const bits = 30;

/** How many dimensions {@link sobolPoints} knows. */
export const sobolDimensions = directions.length + 1;

/**
 * The first points of Sobol's sequence, unscrambled, in the order of Gray codes: the first is 0 in every dimension, and 2^m of them
 * have one in each of the 2^m equal parts of every dimension. More points begin with the same ones.
 *
 * Direction numbers of Joe & Kuo (2008, "Constructing Sobol sequences with better two-dimensional projections"); the same as
 * scipy's `qmc.Sobol(d, scramble=False)`.
 *
 * @returns `[count, dimensions]`, each from 0 to below 1.
 * @throws RangeError for less than one dimension, or more than {@link sobolDimensions}, and for more than 2^30 points.
 */
export function sobolPoints(dimensions: number, count: number): number[][] {
  if (!(Number.isInteger(dimensions) && dimensions >= 1 && dimensions <= sobolDimensions)) {
    throw new RangeError(`dimensions are 1 to ${sobolDimensions}, given ${dimensions}`);
  }
  if (!(Number.isInteger(count) && count >= 0 && count <= 2 ** bits)) {
    throw new RangeError(`points are 0 to 2^${bits}, given ${count}`);
  }
  const steps = Array.from({ length: dimensions }, (_, dimension) => directionNumbers(dimension));
  let point = new Array<number>(dimensions).fill(0);
  return Array.from({ length: count }, (_, index) => {
    if (index > 0) {
      const changed = trailingZeros(index);
      point = point.map((coordinate, dimension) => coordinate ^ steps[dimension]![changed]!);
    }
    return point.map((coordinate) => coordinate / 2 ** bits);
  });
}

/** As integers of {@link bits} digits, the first of which stands for a half. */
function directionNumbers(dimension: number): number[] {
  if (dimension === 0) return Array.from({ length: bits }, (_, place) => 2 ** (bits - 1 - place));
  const [degree, coefficients, first] = directions[dimension - 1]!;
  const numbers = first.map((number, place) => number * 2 ** (bits - 1 - place));
  for (let place = degree; place < bits; place++) {
    const before = numbers[place - degree]!;
    let number = before ^ (before >>> degree);
    for (let inner = 1; inner < degree; inner++) {
      if ((coefficients >>> (degree - 1 - inner)) & 1) number ^= numbers[place - inner]!;
    }
    numbers.push(number);
  }
  return numbers;
}

/** Of a positive integer. */
function trailingZeros(value: number): number {
  return 31 - Math.clz32(value & -value);
}
