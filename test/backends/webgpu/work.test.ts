import { expect, test } from 'vitest';
import { countWebgpuWork } from '../../../src/bench/webgpu-work.ts';
import * as tf from '../../../src/tensors/tf.ts';

test('programs, results waited for and tensors sent are counted, and nothing afterwards', async () => {
  const add = async () => {
    const sum = tf.add(tf.tensor1d([1, 2]), tf.tensor1d([3, 4]));
    expect([...(await sum.data())]).toEqual([4, 6]);
  };
  const work = await countWebgpuWork(async () => {
    await add();
    await add();
  });
  expect(work).toMatchObject({ dispatches: 2, readBacks: 2, uploads: 4, bytesDown: 16 });
  expect(work.bytesUp).toBeGreaterThan(4 * 8);
  if (work.busy !== undefined) {
    expect(work.busy).toBeGreaterThanOrEqual(0);
    expect(work.busy).toBeLessThanOrEqual(1);
  }
  await add();
  expect(work).toMatchObject({ dispatches: 2 });
  expect(Object.keys(tf.backend())).not.toContain('recordAndSubmit');
});
