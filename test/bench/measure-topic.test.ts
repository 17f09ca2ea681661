import { expect, test } from 'vitest';
import { countsThoughFirst } from '../../src/bench/measure-topic.ts';

test('The first answer, which warms up, counts where a single unit of work takes seconds, and nowhere else', () => {
  expect(countsThoughFirst({ wallSeconds: 5 })).toBe(true);
  expect(countsThoughFirst({ wallSeconds: 40e-6 })).toBe(false);
});
