import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { RandomStream } from '../../../src/random.ts';

/** An IDX file of unsigned bytes. */
export function idxFile(shape: readonly number[], values: Uint8Array): Uint8Array {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt8(8, 2);
  header.writeUInt8(shape.length, 3);
  for (const [axis, length] of shape.entries()) header.writeUInt32BE(length, 4 + 4 * axis);
  return Buffer.concat([header, values]);
}

/** Images of side × side pixels whose brightest row tells the class. */
export function stripedImages(count: number, side: number) {
  const stream = RandomStream.of(1, 'stripes');
  const labels = Uint8Array.from({ length: count }, (_, index) => index % 10);
  const pixels = Uint8Array.from({ length: count * side * side }, (_, at) => {
    const row = Math.floor((at % (side * side)) / side);
    return (row === labels[Math.floor(at / (side * side))]! % side ? 200 : 20) + stream.integer(40);
  });
  return { labels, pixels };
}

/** A folder with the four files of MNIST, one of them packed. */
export function mnistFolder({ train = 60, test = 30, side = 10 } = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'rl-bench-mnist-'));
  for (const [stem, count] of [
    ['train', train],
    ['t10k', test],
  ] as const) {
    const { labels, pixels } = stripedImages(count, side);
    writeFileSync(join(folder, `${stem}-images-idx3-ubyte`), idxFile([count, side, side], pixels));
    writeFileSync(join(folder, `${stem}-labels-idx1-ubyte.gz`), gzipSync(idxFile([count], labels)));
  }
  return folder;
}

/** A folder with the six files of CIFAR-10; each image has its class as colour, in planes of different brightness. */
export function cifarFolder(perFile = 12): string {
  const folder = mkdtempSync(join(tmpdir(), 'rl-bench-cifar-'));
  const names = [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`);
  for (const name of [...names, 'test_batch.bin']) {
    const bytes = new Uint8Array(3073 * perFile);
    for (let image = 0; image < perFile; image++) {
      const label = image % 10;
      bytes[3073 * image] = label;
      for (let at = 0; at < 3072; at++) {
        bytes[3073 * image + 1 + at] = 100 + 4 * label + 2 * Math.floor(at / 1024) + (at % 3);
      }
    }
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
}
