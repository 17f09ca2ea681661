import { expect, test } from 'vitest';
import { trainingTopic } from '../../../src/bench/topics/training.ts';

test('Training is measured from the plan to the results file, in environment steps of all seeds', async () => {
  const { work, facts } = await trainingTopic.prepare({ seeds: 2, steps: 512 }, 'simd');
  expect(await work()).toBe(2 * 512);
  // Of the step of a minibatch: some dozens, and a whole number of them.
  const { kernelCalls } = facts!();
  expect(Number.isInteger(kernelCalls)).toBe(true);
  expect(kernelCalls).toBeGreaterThan(0);
});
