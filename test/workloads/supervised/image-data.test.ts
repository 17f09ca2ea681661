import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseCall } from '../../../src/call-expression.ts';
import { assemble, preparedWorkload } from '../../../src/workloads/assemble.ts';
import { workloads } from '../../../src/workloads/index.ts';
import { readCifar } from '../../../src/workloads/supervised/cifar10.ts';
import { recordsOf } from '../../training/small-plan.ts';
import { cifarFolder, idxFile, mnistFolder } from './image-files.ts';

const folders: string[] = [];
const made = (folder: string): string => {
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const plan = (env: string, updates = 12) => ({
  env,
  agent: parseCall('supervised(batch_size=20,num_minibatches=2)'),
  network: parseCall('mlp(sizes=[8])'),
  members: [{ seed: 1, optimizer: parseCall('ADAM(lr=0.01)') }],
  totalTimesteps: 40 * updates,
  evaluation: { count: 1, episodes: 1 },
});

const scoresOf = async (env: string) =>
  (await recordsOf(plan(env))).flatMap((record) =>
    record.kind === 'evaluation' ? [{ score: record.meanReturn, judged: record.episodes }] : [],
  );

describe('mnist', () => {
  test('is read from IDX files, packed or not, and learned', async () => {
    const folder = made(mnistFolder());
    const scores = await scoresOf(`mnist(path=${JSON.stringify(folder)})`);
    expect(scores.at(-1)!.score).toBeGreaterThan(0.9);
    expect(scores.at(-1)!.judged).toBe(30);
    const few = await scoresOf(`mnist(path=${JSON.stringify(folder)},train=25,test=7)`);
    expect(few.at(-1)!.judged).toBe(7);
  });

  test('has what it was read from in its name, and is refused when that has changed', () => {
    const folder = made(mnistFolder());
    const spec = `mnist(path=${JSON.stringify(folder)})`;
    const { label } = workloads.resolve(spec);
    expect(label).toMatch(/sha256="?[0-9a-f]{16}/);
    expect(workloads.resolve(label).label).toBe(label);
    const file = join(folder, 'train-images-idx3-ubyte');
    const bytes = readFileSync(file);
    bytes[99]! ^= 1;
    writeFileSync(file, bytes);
    expect(() => workloads.resolve(label)).toThrow(/the files of mnist .* have changed/);
  });

  test('takes memory that is known before it is read into tensors', () => {
    const folder = made(mnistFolder({ train: 600, test: 50, side: 20 }));
    const { footprint } = preparedWorkload(plan(`mnist(path=${JSON.stringify(folder)})`))!;
    expect(footprint.shared).toEqual({ tensors: 4 * 600 * 401, host: 4 * 650 * 401 });
  });

  test.each<[string, string, Uint8Array | null, string]>([
    ['missing', 'train-images-idx3-ubyte', null, 'there is no such file'],
    ['foreign', 'train-images-idx3-ubyte', Buffer.from('PNG, or something else'), 'it is no IDX file'],
    ['empty', 'train-images-idx3-ubyte', new Uint8Array(0), 'it is no IDX file'],
    ['of floats', 'train-images-idx3-ubyte', Uint8Array.of(0, 0, 13, 3, 0, 0, 0, 0), 'another type'],
    [
      'of labels',
      'train-images-idx3-ubyte',
      idxFile([3], Uint8Array.of(1, 2, 3)),
      '1 axes where there must be 3',
    ],
    [
      'cut in its header',
      'train-images-idx3-ubyte',
      Uint8Array.of(0, 0, 8, 3, 0, 0),
      'ends within its header',
    ],
    [
      'cut',
      'train-images-idx3-ubyte',
      idxFile([60, 10, 10], new Uint8Array(5999)),
      'announces 6000 values, 60 × 10 × 10, and 5999 follow',
    ],
    ['too long', 'train-images-idx3-ubyte', idxFile([60, 10, 10], new Uint8Array(6001)), 'and 6001 follow'],
    [
      'without images',
      'train-images-idx3-ubyte',
      idxFile([0, 10, 10], new Uint8Array(0)),
      'it has no images',
    ],
    [
      'of other images',
      't10k-images-idx3-ubyte',
      idxFile([30, 9, 9], new Uint8Array(2430)),
      'have 10×10 pixels, those to be judged by 9×9',
    ],
    [
      'of too few labels',
      'train-labels-idx1-ubyte',
      idxFile([59], new Uint8Array(59)),
      '59 labels where there are 60 images',
    ],
    [
      'of other classes',
      'train-labels-idx1-ubyte',
      idxFile([60], new Uint8Array(60).fill(10)),
      'it has the label 10',
    ],
    ['not packed', 'train-labels-idx1-ubyte.gz', Buffer.from('no gzip'), 'it is no whole gzip file'],
  ])('is refused in one line where a file is %s', (_, name, bytes, why) => {
    const folder = made(mnistFolder());
    if (bytes === null) rmSync(join(folder, name));
    else writeFileSync(join(folder, name), bytes);
    let message = '';
    try {
      assemble(plan(`mnist(path=${JSON.stringify(folder)})`));
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toContain(why);
    expect(message).not.toContain('\n');
  });

  test('is refused where nobody names its files', () => {
    expect(() => assemble(plan('mnist'))).toThrow('mnist is nothing without its data');
    expect(() => assemble(plan('mnist(path="/no/such/folder")'))).toThrow('there is no such file');
  });
});

describe('cifar10', () => {
  test('is read from its binary files, and learned', async () => {
    const folder = made(cifarFolder());
    const [first, last] = await scoresOf(`cifar10(path=${JSON.stringify(folder)})`);
    expect(first!.judged).toBe(12);
    expect(last!.score).toBeGreaterThan(first!.score);
  });

  test('has its planes as channels of each pixel, row by row', () => {
    const folder = made(cifarFolder(2));
    const { count, pixels, labels } = readCifar([join(folder, 'test_batch.bin')]);
    expect([count, ...labels]).toEqual([2, 0, 1]);
    // The second image: 100 and 4 for its class, 2 a plane, and the column modulo 3 of the whole record.
    const at = (place: number, channel: number) => 104 + 2 * channel + ((1024 * channel + place) % 3);
    for (const [place, channel] of [
      [0, 0],
      [0, 2],
      [5, 1],
      [1023, 2],
    ] as const) {
      expect(pixels[3072 + 3 * place + channel]).toBe(at(place, channel));
    }
  });

  test.each<[string, Uint8Array, string]>([
    ['cut', new Uint8Array(3072), 'no whole number of records of 3073'],
    ['empty', new Uint8Array(0), 'no whole number of records'],
    ['of other classes', new Uint8Array(2 * 3073).fill(11, 3073), 'record 2 has the label 11'],
  ])('is refused in one line where a file is %s', (_, bytes, why) => {
    const folder = made(cifarFolder(2));
    writeFileSync(join(folder, 'data_batch_3.bin'), bytes);
    expect(() => assemble(plan(`cifar10(path=${JSON.stringify(folder)})`))).toThrow(
      new RegExp(`^data ".*data_batch_3.bin" cannot be read: .*${why}`),
    );
  });

  test('is refused where nobody names its files', () => {
    expect(() => assemble(plan('cifar10'))).toThrow('cifar10 is nothing without its data');
  });
});
