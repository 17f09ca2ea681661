import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startBackend } from '../../../../src/backends/index.ts';
import type { SimdBackend } from '../../../../src/backends/simd/backend.ts';
import { replaySettings, setReplay } from '../../../../src/replay-settings.ts';
import { chooseBy, hostTensor, nowRecording } from '../../../../src/tensors/replay/now-recording.ts';
import { countCalls, RecordedFunction } from '../../../../src/tensors/replay/recorded-function.ts';
import * as tf from '../../../../src/tensors/tf.ts';

interface Host {
  readonly step: number;
}

const settings = replaySettings();
let recorded: RecordedFunction<Host>;

beforeAll(async () => {
  await startBackend('simd');
});
beforeEach(() => {
  setReplay({ replay: true, audit: 0 });
  recorded = new RecordedFunction<Host>('a test');
});
afterEach(() => {
  recorded.dispose();
  setReplay(settings);
});

/** What a function returns step after step, each step's result going into the next. */
function steps(count: number, work: (x: tf.Tensor, host: Host) => tf.Tensor, first = [1, 2, 3]): number[][] {
  let x = tf.tensor1d(first) as tf.Tensor;
  const results: number[][] = [];
  for (let step = 1; step <= count; step++) {
    const host = { step };
    const [next] = recorded.call('', [x], host, () => [work(x, host)]);
    if (next !== x) x.dispose();
    x = next!;
    results.push([...x.dataSync()]);
  }
  x.dispose();
  return results;
}

function interpreted(...given: Parameters<typeof steps>): number[][] {
  setReplay({ replay: false });
  const results = steps(...given);
  setReplay({ replay: true });
  return results;
}

/** Holds replays to what is interpreted. @returns how the calls were made. */
async function compared(...given: Parameters<typeof steps>) {
  let results: number[][] = [];
  const counts = await countCalls(async () => {
    results = steps(...given);
  });
  expect(results).toEqual(interpreted(...given));
  return counts;
}

describe('a recorded function', () => {
  test('computes what it computes when it is interpreted, and is no longer called', async () => {
    let calls = 0;
    const work = (x: tf.Tensor) => {
      calls++;
      return tf.add(tf.mul(tf.tanh(x), 3), tf.sum(x));
    };
    expect(await compared(10, work)).toMatchObject({ recorded: 3, replayed: 7, interpreted: 0 });
    expect(calls).toBe(3 + 10);
  });

  test('reads numbers of the host anew at every replay', async () => {
    const work = (x: tf.Tensor, host: Host) =>
      tf.mul(
        x,
        hostTensor(host, [1], 'float32', ({ step }) => [1 / step]),
      );
    const counts = await compared(8, work);
    expect(counts.replayed).toBe(5);
  });

  test('writes over inputs that are given up, unless somebody else has their numbers too', () => {
    let x = tf.tensor1d([1, 2, 3]) as tf.Tensor;
    const replayed = () => {
      const before = x;
      const [next] = recorded.call('', [x], { step: 0 }, () => [tf.add(before, 1)], 1);
      if (next !== before) before.dispose();
      x = next!;
      return x === before;
    };
    expect([1, 2, 3].map(replayed)).toEqual([false, false, false]);
    expect(replayed()).toBe(true);
    const kept = tf.clone(x);
    expect(replayed()).toBe(false);
    expect(replayed()).toBe(true);
    expect([...kept.dataSync()]).toEqual([5, 6, 7]);
    expect([...x.dataSync()]).toEqual([7, 8, 9]);
    setReplay({ audit: 1 });
    expect(replayed()).toBe(true);
    expect([...x.dataSync()]).toEqual([8, 9, 10]);
    tf.dispose([kept, x]);
  });

  test('has a recording for every decision of the host', async () => {
    const work = (x: tf.Tensor, host: Host) => {
      const isThird = ({ step }: Host) => step % 3 === 0;
      const adds = nowRecording()?.decide((now) => isThird(now as Host)) ?? isThird(host);
      return adds ? tf.add(x, 1) : tf.neg(x);
    };
    expect(await compared(15, work)).toMatchObject({ recorded: 6, replayed: 9, interpreted: 0 });
  });

  test('is interpreted where numbers that it computes lead it elsewhere', async () => {
    const work = (x: tf.Tensor) =>
      chooseBy(x, (numbers) => numbers[0]! > 20) ? tf.sub(x, 20) : tf.add(x, [3, 3, 3]);
    const counts = await compared(20, work);
    expect(counts.interpreted).toBeGreaterThan(0);
    expect(counts.replayed).toBeGreaterThan(0);
  });

  test('never makes a constant of a number that changes from call to call', async () => {
    const work = (x: tf.Tensor, { step }: Host) => tf.add(x, step);
    const counts = await compared(12, work);
    expect(counts.replayed).toBe(0);
    expect([...counts.refusals]).toEqual(['it differs from call to call: a constant changes']);
  });

  test('never makes a constant of a setting of a kernel that changes either', async () => {
    const work = (x: tf.Tensor, { step }: Host) => tf.clipByValue(x, -step, step);
    const counts = await compared(12, work, [100, 100, 100]);
    expect([...counts.refusals][0]).toMatch('argument 4 of clip');
  });

  test('is found out by an audit where it changes after it was recorded', async () => {
    const work = (x: tf.Tensor, { step }: Host) => tf.add(x, step < 6 ? 1 : 2);
    setReplay({ audit: 1 });
    expect(() => steps(10, work)).toThrow('the replay of a test computes other numbers');
  });

  test('is interpreted where the host reads numbers on the way', async () => {
    const work = (x: tf.Tensor) => tf.mul(x, tf.scalar(1 / x.dataSync()[0]!));
    const counts = await compared(6, work);
    expect([...counts.refusals]).toEqual(['the host reads numbers on the way']);
  });

  test('calls kernels again that compute in JavaScript', async () => {
    const work = (x: tf.Tensor) => tf.mul(tf.addN([tf.pow(x, 2), tf.sin(x)]), 0.5);
    const counts = await compared(8, work);
    expect(counts.replayed).toBe(5);
  });

  test('may return what it was given', async () => {
    expect(steps(6, (x) => x)).toEqual(interpreted(6, (x) => x));
    expect(steps(6, (x) => tf.clone(x))).toEqual(interpreted(6, (x) => tf.clone(x)));
  });

  test('keeps inputs apart that had the same numbers when it was recorded', async () => {
    const x = tf.tensor1d([1, 2]);
    const twin = tf.clone(x);
    const other = tf.tensor1d([5, 7]);
    const sum = (a: tf.Tensor, b: tf.Tensor) => {
      const [made] = recorded.call('', [a, b], { step: 0 }, () => [tf.add(a, b)]);
      return [...made!.dataSync()];
    };
    for (let call = 0; call < 4; call++) expect(sum(x, twin)).toEqual([2, 4]);
    expect(sum(x, other)).toEqual([6, 9]);
    tf.dispose([x, twin, other]);
  });

  test('takes tensors of other sizes under the same key by being interpreted', async () => {
    const twice = (numbers: number[]) => {
      const x = tf.tensor1d(numbers);
      const [made] = recorded.call('', [x], { step: 0 }, () => [tf.mul(x, 2)]);
      return [...made!.dataSync()];
    };
    for (let call = 0; call < 5; call++) expect(twice([1, 2])).toEqual([2, 4]);
    expect(twice([1, 2, 3])).toEqual([2, 4, 6]);
  });

  test('leaves nothing on the heap when it is disposed', async () => {
    const { heap } = tf.backend() as SimdBackend;
    const before = [heap.usedBytes, tf.memory().numTensors];
    steps(8, (x) => tf.add(tf.tanh(x), 1));
    recorded.dispose();
    expect([heap.usedBytes, tf.memory().numTensors]).toEqual(before);
  });

  test('of keys that never come again is recorded a few times and then left alone', async () => {
    const x = tf.tensor1d([1]);
    const counts = await countCalls(async () => {
      for (let call = 0; call < 100; call++) {
        const [made] = recorded.call(String(call), [x], { step: 0 }, () => [tf.add(x, call)]);
        expect(made!.dataSync()[0]).toBe(1 + call);
        made!.dispose();
      }
    });
    expect(counts.recorded).toBeLessThan(40);
    x.dispose();
  });
});
