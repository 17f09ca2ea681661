import { expect, test } from 'vitest';
import { kernelCalls } from '../../src/bench/kernel-calls.ts';

test('The step of a minibatch asks for some dozens of kernels, and for no more with two members', async () => {
  const calls = await kernelCalls(1);
  expect(Number.isInteger(calls)).toBe(true);
  expect(calls).toBeGreaterThan(0);
  expect(await kernelCalls(2)).toBe(calls);
});
