import { refuseNaN } from './check.ts';

/**
 * Holm's step-down correction (Holm 1979): the chance of even one false finding among all the tests stays below the
 * level, however they depend on each other.
 *
 * @returns adjusted p-values in the order given, none less than its own or more than 1.
 * @throws RangeError of a p outside [0, 1].
 */
export function holm(pValues: readonly number[]): number[] {
  return stepwise(pValues, ascending(pValues), (p, rank) => p * (pValues.length - rank), Math.max, 0);
}

/**
 * Benjamini and Hochberg's step-up correction (1995): the share of false findings among the findings stays below the
 * level, for independent or positively dependent tests.
 *
 * @returns adjusted p-values in the order given, none less than its own or more than 1.
 * @throws RangeError of a p outside [0, 1].
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const count = pValues.length;
  return stepwise(
    pValues,
    ascending(pValues).reverse(),
    (p, rank) => (p * count) / (count - rank),
    Math.min,
    1,
  );
}

function stepwise(
  pValues: readonly number[],
  order: readonly number[],
  scaled: (p: number, rank: number) => number,
  harder: (a: number, b: number) => number,
  start: number,
): number[] {
  const adjusted = Array<number>(pValues.length);
  let running = start;
  order.forEach((index, rank) => {
    // Rounding must not take a p below itself.
    running = harder(running, Math.max(pValues[index]!, scaled(pValues[index]!, rank)));
    adjusted[index] = Math.min(1, running);
  });
  return adjusted;
}

function ascending(pValues: readonly number[]): number[] {
  refuseNaN(pValues);
  const outside = pValues.find((p) => p < 0 || p > 1);
  if (outside !== undefined) throw new RangeError(`a p-value is in [0, 1], given ${outside}`);
  return pValues.map((_, index) => index).sort((a, b) => pValues[a]! - pValues[b]!);
}
