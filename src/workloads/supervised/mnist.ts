import { z } from 'zod';
import { type Picture, pictureLength } from '../../picture.ts';
import { defineWorkload } from '../workload-entry.ts';
import { crossEntropy } from './cross-entropy.ts';
import { fileNamed, pathSettings, pinData, readDataFile, refusedData, withoutData } from './data-file.ts';
import { readIdx } from './idx.ts';
import { labelNoise, withLabelNoise } from './label-noise.ts';
import { imageCounts, pixelExamples, type RawImages, taken } from './pixels.ts';
import { prepareSupervised } from './prepare-supervised.ts';
import { supervisedAgent } from './supervised-agent.ts';

const classes = 10;
const [trainStem, testStem] = ['train', 't10k'];

/** As they are distributed, or with a dot where the hyphen is, packed or not. */
function pathsOf(folder: string, stem: string): { readonly images: string; readonly labels: string } {
  const spellings = (kind: string, axes: number): string[] =>
    ['-', '.'].flatMap((mark) => ['', '.gz'].map((end) => `${stem}-${kind}${mark}idx${axes}-ubyte${end}`));
  return {
    images: fileNamed(folder, spellings('images', 3)),
    labels: fileNamed(folder, spellings('labels', 1)),
  };
}

function rawImages(folder: string, stem: string): RawImages & { readonly picture: Picture } {
  const paths = pathsOf(folder, stem);
  const { shape, values } = readIdx(readDataFile(paths.images), paths.images, 3);
  const labels = readIdx(readDataFile(paths.labels), paths.labels, 1);
  const [count, height, width] = shape as [number, number, number];
  if (values.length === 0) throw refusedData(paths.images, 'it has no images');
  if (labels.shape[0] !== count) {
    throw refusedData(paths.labels, `it has ${labels.shape[0]} labels where there are ${count} images`);
  }
  const wrong = labels.values.find((label) => label >= classes);
  if (wrong !== undefined) throw refusedData(paths.labels, `it has the label ${wrong}, and 9 is the highest`);
  return { count, pixels: values, labels: labels.values, picture: { height, width, channels: 1 } };
}

/** MNIST, or any data set of ten classes in files of its kind, such as Fashion-MNIST. */
export const mnist = defineWorkload({
  name: 'mnist',
  summary:
    "tell the ten digits of MNIST apart, read from the user's four IDX files; Fashion-MNIST's are alike",
  source: 'LeCun, Cortes & Burges 1998, The MNIST database of handwritten digits',
  settings: z.object({
    ...pathSettings(
      'folder with train-images-idx3-ubyte and the other three files, each as it is or packed as .gz',
    ),
    ...imageCounts,
    ...labelNoise,
  }),
  agent: supervisedAgent,
  threshold: null,
  score: 'test accuracy',
  pin: pinData('mnist', (path) =>
    [trainStem, testStem].flatMap((stem) => Object.values(pathsOf(path, stem)).map(readDataFile)),
  ),
  create({ path, label_noise, ...wished }, plan) {
    if (path === null) throw withoutData('mnist', 'the folder of its four files');
    const [train, test] = [rawImages(path, trainStem), rawImages(path, testStem)];
    const { picture } = train;
    const inputs = pictureLength(picture);
    const [own, others] = [picture, test.picture].map(({ height, width }) => `${height}×${width}`);
    if (own !== others) {
      throw refusedData(path, `its images to learn from have ${own} pixels, those to be judged by ${others}`);
    }
    const objective = crossEntropy(classes);
    const sizes = { inputs, picture, train: taken(wished.train, train), test: taken(wished.test, test) };
    const load = () => ({
      ...{ inputs, objective },
      train: withLabelNoise(pixelExamples(train, sizes.train), label_noise, classes),
      test: pixelExamples(test, sizes.test),
    });
    return prepareSupervised({ ...sizes, objective, load }, plan);
  },
});
