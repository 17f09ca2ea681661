import { expect, test } from 'vitest';
import { describeLoad, gpuLoad } from '../../src/bench/gpu-load.ts';
import { nvidiaLoad } from '../../src/bench/nvidia-load.ts';
import { shareOfPasses } from '../../src/bench/webgpu-work.ts';

test('a device is busy for the share of the time that its passes take', () => {
  // Two passes of 10 and 30 within 100, the later one first, as a ring leaves them.
  expect(shareOfPasses([170, 200, 100, 110])).toBeCloseTo(0.4);
  expect(shareOfPasses([])).toBe(undefined);
  expect(shareOfPasses([5, 5])).toBe(undefined);
});

test('what nvidia-smi has said is a mean of its percents and the most of its memory', () => {
  expect(nvidiaLoad('20, 1000\n40, 3000\n60, 2000\n')).toEqual({
    utilization: 0.4,
    memoryBytes: 3000 * 2 ** 20,
  });
  // Cut off in the middle, and where the driver keeps it to itself.
  expect(nvidiaLoad('[N/A], [N/A]\n30, 10')).toEqual({ utilization: 0.3, memoryBytes: 10 * 2 ** 20 });
  expect(nvidiaLoad('')).toBe(undefined);
});

test('what could not be measured is said, not left out', () => {
  expect(describeLoad(gpuLoad({}))).toEqual([
    'what it was asked to do is not counted on this backend',
    'how busy it was cannot be said by its own clock',
    'no word of it from nvidia-smi',
  ]);
});
