import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

/** The cases of a file of golden numbers. */
export function goldenCases<Case>(file: string): readonly Case[] {
  const text = readFileSync(new URL(`../goldens/${file}`, import.meta.url), 'utf8');
  return (JSON.parse(text) as { cases: Case[] }).cases;
}

/** Every number within `tolerance + tolerance · |expected|`. */
export function near(actual: Iterable<number>, expected: Iterable<number>, tolerance: number): void {
  const [own, wanted] = [[...actual], [...expected]];
  expect(own).toHaveLength(wanted.length);
  for (const [index, value] of own.entries()) {
    const most = tolerance + tolerance * Math.abs(wanted[index]!);
    expect(
      Math.abs(value - wanted[index]!),
      `number ${index}: ${value}, not ${wanted[index]}`,
    ).toBeLessThanOrEqual(most);
  }
}

/** Gives recorded numbers one after the other in place of drawn ones. */
export function recorded(numbers: readonly (readonly number[])[]): () => number {
  const all = numbers.flat();
  let next = 0;
  return () => {
    expect(next).toBeLessThan(all.length);
    return all[next++]!;
  };
}

/** For rules that draw nothing. */
export const nothing = (): number => {
  throw new Error('nothing is to be drawn');
};

/** −‖x − target‖² */
export const closeTo =
  (target: readonly number[]) =>
  (x: Float64Array): number =>
    -x.reduce((sum, value, index) => sum + (value - target[index]!) ** 2, 0);
