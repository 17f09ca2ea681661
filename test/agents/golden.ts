import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import * as tf from '../../src/tensors/tf.ts';

/** The cases of `test/goldens/<folder>/<name>.json`. The caller says what a case looks like. */
export function goldenCases<Case>(name: string, folder = 'algo'): Case[] {
  const path = new URL(`../goldens/${folder}/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(path, 'utf8')) as { cases: Case[] }).cases;
}

/** Whether TensorFlow.js computes in double precision here (see vitest.config.ts). */
export const doublePrecision = tf.scalar(0).dataSync() instanceof Float64Array;

/** Nested lists of numbers, as the golden files have them. */
export type Numbers = number | readonly Numbers[];

/** All numbers of a nested list, in order. */
export function flat(values: Numbers): number[] {
  return typeof values === 'number' ? [values] : values.flatMap(flat);
}

/** Checks |actual − expected| ≤ tolerance · max(1, |expected|), entry by entry. */
export function expectClose(
  actual: ArrayLike<number> | number,
  expected: Numbers,
  tolerance: number,
  what = 'value',
): void {
  const found = typeof actual === 'number' ? [actual] : Array.from(actual);
  const wanted = flat(expected);
  expect(found.length, `${what}: count`).toBe(wanted.length);
  const errors = wanted.map((value, i) => Math.abs(found[i]! - value) / Math.max(1, Math.abs(value)));
  const worst = errors.reduce((a, b) => (b > a || Number.isNaN(b) ? b : a), 0);
  expect(worst, `${what}: largest error`).toBeLessThanOrEqual(tolerance);
}
