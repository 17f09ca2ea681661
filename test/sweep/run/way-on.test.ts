import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { DeviceLostError, RunError, UsageError } from '../../../src/errors.ts';
import { withWayOn } from '../../../src/sweep/run/way-on.ts';

const usual = resolve('runs/rl-bench.sqlite');

test.each([
  [new RunError('no room'), usual, 'no room; rl-bench resume 3 goes on from the last checkpoints'],
  [
    new RunError('no room'),
    resolve('my results.sqlite'),
    "no room; rl-bench resume 3 --db 'my results.sqlite' goes on from the last checkpoints",
  ],
  [
    new DeviceLostError('the GPU was lost'),
    resolve('gpu.sqlite'),
    'the GPU was lost; go on with rl-bench resume 3 --db gpu.sqlite, elsewhere with --backend simd',
  ],
  [new UsageError('bad'), usual, 'bad'],
])('%s in %s says how to go on', (error, path, message) => {
  expect((withWayOn(error, path, 3) as Error).message).toBe(message);
});
