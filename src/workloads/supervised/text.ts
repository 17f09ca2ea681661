import { join } from 'node:path';
import { z } from 'zod';
import { categorical } from '../../../agents/index.ts';
import { UsageError } from '../../errors.ts';
import * as tf from '../../tensors/tf.ts';
import { packageRoot } from '../../version.ts';
import { defineWorkload } from '../workload-entry.ts';
import { labelSums } from './cross-entropy.ts';
import { pathSettings, pinData, readDataFile, refusedData } from './data-file.ts';
import type { Examples } from './data-set.ts';
import type { Objective } from './objective.ts';
import { prepareSupervised } from './prepare-supervised.ts';
import { languageAgent } from './supervised-agent.ts';

/** More different characters are no text of an alphabet, and would make the head larger than the rest. */
const mostCharacters = 1000;

/** What rl-bench brings: As You Like It (Shakespeare, 1599) as the Canterbury corpus has it, 125,179 characters. */
const ownText = (): string => join(packageRoot(), 'texts', 'as-you-like-it.txt');

/** A text as numbers of its characters, in the order of their code points. */
export interface Characters {
  readonly vocabulary: readonly string[];
  readonly numbers: Int32Array;
}

/** @throws UsageError where a file is no text of characters. */
export function charactersOf(bytes: Uint8Array, path: string): Characters {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refusedData(path, 'it is no text in UTF-8');
  }
  const all = [...text];
  const vocabulary = [...new Set(all)].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
  if (vocabulary.length > mostCharacters) {
    throw refusedData(
      path,
      `it has ${vocabulary.length} different characters, and ${mostCharacters} are the most`,
    );
  }
  const places = new Map(vocabulary.map((character, index) => [character, index]));
  return { vocabulary, numbers: Int32Array.from(all, (character) => places.get(character)!) };
}

/** Blocks of so many characters, one after the other, each with the characters that follow them. */
export function blocksOf(numbers: Int32Array, length: number): Examples {
  const count = Math.floor((numbers.length - 1) / length);
  return {
    inputs: Float32Array.from(numbers.subarray(0, count * length)),
    targets: numbers.slice(1, count * length + 1),
  };
}

/** Cross-entropy in nats a character; the score is the log-likelihood, its negative. */
export function nextSymbol(length: number, vocabulary: number): Objective {
  const distribution = categorical({ kind: 'discrete', n: vocabulary });
  return {
    outputs: length * vocabulary,
    targets: length,
    targetType: 'int32',
    softmax: null,
    losses(outputs, targets) {
      const [members, rows] = outputs.shape as [number, number, number];
      const logits = tf.reshape(outputs, [members, rows * length, vocabulary]);
      const next = tf.reshape(targets, [members, rows * length]);
      return tf.neg(distribution.evaluate(logits, {}, next).logProb);
    },
    judge: (outputs, targets) =>
      labelSums(outputs, targets, vocabulary).map(({ count, loss, lossSquared, right }) => ({
        ...{ count, loss, right },
        ...{ score: -loss, scoreSquared: lossSquared },
      })),
    measures: (test, train) => [
      ['test_loss', test.loss],
      ['train_loss', train.loss],
      ['test_perplexity', Math.exp(test.loss)],
      ['test_accuracy', test.accuracy!],
    ],
  };
}

/** What stands at a path, or what rl-bench brings. */
const textAt = (path: string | null): Uint8Array => readDataFile(path ?? ownText());

/** Which character comes next. */
export const text = defineWorkload({
  name: 'text',
  summary: 'predict the next character of a text: As You Like It, or a file of yours',
  source: 'Canterbury corpus (Arnold & Bell 1997), asyoulik.txt, public domain; Karpathy 2015, char-rnn',
  settings: z.object({
    ...pathSettings('a text in UTF-8; none: As You Like It'),
    context: z.int().min(2).max(1024).default(64).describe('characters of a sequence'),
    test: z.number().gt(0).lt(1).default(0.1).describe('share of the text to be judged by, its end'),
  }),
  agent: languageAgent,
  threshold: null,
  score: 'test log-likelihood',
  unit: 'sequence',
  pin: pinData('text', (path) => [readDataFile(path)]),
  create({ path, context, test }, plan) {
    const { vocabulary, numbers } = charactersOf(textAt(path), path ?? ownText());
    const from = Math.floor(numbers.length * (1 - test));
    const parts = { train: numbers.subarray(0, from), test: numbers.subarray(from) };
    const count = (part: Int32Array): number => Math.floor((part.length - 1) / context);
    const sizes = { inputs: context, train: count(parts.train), test: count(parts.test) };
    if (Math.min(sizes.train, sizes.test) < 1) {
      throw new UsageError(
        `text of ${numbers.length} characters is too short for sequences of ${context} to learn from and to be judged by; name a longer one, or a smaller context`,
      );
    }
    const objective = nextSymbol(context, vocabulary.length);
    const sequence = { length: context, vocabulary: vocabulary.length };
    const load = () => {
      const [train, judged] = [blocksOf(parts.train, context), blocksOf(parts.test, context)];
      // As many as there are to be judged by, so that evaluations take no longer than they need to.
      const some = Math.min(sizes.train, sizes.test) * context;
      const own = { inputs: train.inputs.subarray(0, some), targets: train.targets.subarray(0, some) };
      return { ...{ inputs: context, objective, train, test: judged }, judged: own };
    };
    return prepareSupervised({ ...sizes, objective, sequence, load }, plan);
  },
});
