import { expect, test } from 'vitest';
import { deviceMemory, parseNvidiaGpus } from '../../src/backends/device-memory.ts';

test("The GPUs of NVIDIA's tool are read line by line", () => {
  expect(
    parseNvidiaGpus('NVIDIA GeForce RTX 4090, 550.54.14, 24564\nTesla T4, 535.1, 15360\n[N/A], 1, [N/A]\n'),
  ).toEqual([
    { name: 'NVIDIA GeForce RTX 4090', driver: '550.54.14', memoryBytes: 24564 * 2 ** 20 },
    { name: 'Tesla T4', driver: '535.1', memoryBytes: 15360 * 2 ** 20 },
  ]);
});

test('Nobody says how much memory a software device has', () => {
  expect(deviceMemory('google')).toBe(null);
});
