import { z } from 'zod';
import { pictureLength } from '../../picture.ts';
import { defineWorkload } from '../workload-entry.ts';
import { crossEntropy } from './cross-entropy.ts';
import { fileNamed, pathSettings, pinData, readDataFile, refusedData, withoutData } from './data-file.ts';
import { labelNoise, withLabelNoise } from './label-noise.ts';
import { imageCounts, pixelExamples, type RawImages, taken } from './pixels.ts';
import { prepareSupervised } from './prepare-supervised.ts';
import { supervisedAgent } from './supervised-agent.ts';

const classes = 10;
const [side, channels] = [32, 3];
const picture = { height: side, width: side, channels };
const inputs = pictureLength(picture);
/** A label and an image. */
const record = 1 + inputs;

const batches = {
  train: [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`),
  test: ['test_batch.bin'],
};

const pathsOf = (folder: string, names: readonly string[]): string[] =>
  names.map((name) => fileNamed(folder, [name, `${name}.gz`]));

/**
 * Files of CIFAR-10's binary version: records of a label and 3072 bytes, the red, green and blue plane, row by row
 * (Krizhevsky 2009).
 *
 * @throws UsageError where one is another file, or not whole.
 */
function batchFiles(paths: readonly string[]): {
  readonly count: number;
  readonly files: readonly Uint8Array[];
} {
  const files = paths.map((path) => {
    const bytes = readDataFile(path);
    if (bytes.length === 0 || bytes.length % record !== 0) {
      throw refusedData(path, `its ${bytes.length} bytes are no whole number of records of ${record}`);
    }
    for (let at = 0; at < bytes.length; at += record) {
      if (bytes[at]! < classes) continue;
      throw refusedData(path, `record ${at / record + 1} has the label ${bytes[at]}, and 9 is the highest`);
    }
    return bytes;
  });
  return { count: files.reduce((sum, { length }) => sum + length / record, 0), files };
}

/** The images of such files, their pixels as rows of columns of channels. */
export function readCifar(paths: readonly string[]): RawImages {
  const { count, files } = batchFiles(paths);
  const [pixels, labels] = [new Uint8Array(count * inputs), new Uint8Array(count)];
  let image = 0;
  for (const bytes of files) {
    for (let at = 0; at < bytes.length; at += record, image++) {
      labels[image] = bytes[at]!;
      for (let channel = 0; channel < channels; channel++) {
        for (let place = 0; place < side * side; place++) {
          pixels[image * inputs + place * channels + channel] =
            bytes[at + 1 + channel * side * side + place]!;
        }
      }
    }
  }
  return { count, pixels, labels };
}

/** CIFAR-10 in its binary version. */
export const cifar10 = defineWorkload({
  name: 'cifar10',
  summary:
    "tell the ten classes of CIFAR-10 apart on images of 32×32 pixels, read from the user's binary files",
  source: 'Krizhevsky 2009, Learning Multiple Layers of Features from Tiny Images; its binary version',
  settings: z.object({
    ...pathSettings('folder with data_batch_1.bin to data_batch_5.bin and test_batch.bin'),
    ...imageCounts,
    ...labelNoise,
  }),
  agent: supervisedAgent,
  threshold: null,
  score: 'test accuracy',
  pin: pinData('cifar10', (path) =>
    [batches.train, batches.test].flatMap((names) => pathsOf(path, names).map(readDataFile)),
  ),
  create({ path, label_noise, ...wished }, plan) {
    if (path === null) throw withoutData('cifar10', 'the folder of its six files');
    const paths = { train: pathsOf(path, batches.train), test: pathsOf(path, batches.test) };
    const [train, test] = [batchFiles(paths.train), batchFiles(paths.test)];
    const objective = crossEntropy(classes);
    const sizes = { inputs, picture, train: taken(wished.train, train), test: taken(wished.test, test) };
    const load = () => ({
      ...{ inputs, objective },
      train: withLabelNoise(pixelExamples(readCifar(paths.train), sizes.train), label_noise, classes),
      test: pixelExamples(readCifar(paths.test), sizes.test),
    });
    return prepareSupervised({ ...sizes, objective, load }, plan);
  },
});
