import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseCall } from '../../../src/call-expression.ts';
import { assemble } from '../../../src/workloads/assemble.ts';
import { workloads } from '../../../src/workloads/index.ts';
import { blocksOf, charactersOf } from '../../../src/workloads/supervised/text.ts';
import { recordsOf } from '../../training/small-plan.ts';

const folder = mkdtempSync(join(tmpdir(), 'rl-bench-text-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const plan = (env: string, network = 'transformer(layers=1,width=16,heads=2)') => ({
  env,
  agent: parseCall('language(batch_size=8,num_minibatches=4)'),
  network: parseCall(network),
  members: [{ seed: 1, optimizer: parseCall('ADAM(lr=0.01)') }],
  totalTimesteps: 32 * 15,
  evaluation: { count: 1, episodes: 1 },
});

test('A text becomes blocks of characters, each with those that follow', () => {
  const { vocabulary, numbers } = charactersOf(new TextEncoder().encode('abcé bca'), 'x');
  expect(vocabulary).toEqual([' ', 'a', 'b', 'c', 'é']);
  expect([...numbers]).toEqual([1, 2, 3, 4, 0, 2, 3, 1]);
  const { inputs, targets } = blocksOf(numbers, 3);
  expect([...inputs]).toEqual([1, 2, 3, 4, 0, 2]);
  expect([...targets]).toEqual([2, 3, 4, 0, 2, 3]);
});

test('A text that repeats itself is learned; the score is the log-likelihood, beside perplexity', async () => {
  const path = file('repeating.txt', 'to be or not to be, '.repeat(150));
  const records = await recordsOf(plan(`text(path=${JSON.stringify(path)},context=16)`));
  const scores = records.flatMap((record) => (record.kind === 'evaluation' ? [record.meanReturn] : []));
  const symbols = new Set('to be or not to be, ').size;
  expect(scores[0]).toBeCloseTo(-Math.log(symbols), 0);
  expect(scores.at(-1)).toBeGreaterThan(0.6 * scores[0]!);
  const last = (quantity: string) =>
    records
      .flatMap((record) =>
        record.kind === 'measurement' && record.quantity === quantity ? [record.value] : [],
      )
      .at(-1)!;
  expect(last('test_loss')).toBeCloseTo(-scores.at(-1)!, 12);
  expect(last('test_perplexity')).toBeCloseTo(Math.exp(last('test_loss')), 12);
});

test('The text that comes with rl-bench is the whole play', () => {
  const { parameters } = assemble(plan('text'));
  const vocabulary = parameters.find(({ name }) => name === 'language.embedding.kernel')!.shape[0];
  expect(vocabulary).toBe(68);
});

test('What a text was is part of its name', () => {
  const path = file('own.txt', 'a text of some length. '.repeat(20));
  const { label } = workloads.resolve(`text(path=${JSON.stringify(path)})`);
  expect(label).toMatch(/sha256="?[0-9a-f]{16}/);
  file('own.txt', 'another text, of some length. '.repeat(20));
  expect(() => workloads.resolve(label)).toThrow(/the files of text .* have changed/);
});

test.each([
  ['no text', Uint8Array.of(0xff, 0xfe, 0x00, 0x41), 'it is no text in UTF-8'],
  ['short', 'too short', 'text of 9 characters is too short for sequences of 64'],
  [
    'no alphabet',
    String.fromCodePoint(...Array.from({ length: 1200 }, (_, i) => 0x4e00 + i)),
    'it has 1200 different characters, and 1000 are the most',
  ],
])('A file that is %s is refused in one line', (name, content, why) => {
  const path = file(`${name}.txt`, content);
  expect(() => assemble(plan(`text(path=${JSON.stringify(path)})`))).toThrow(why);
});

test('Networks that read no sequences are refused for a text', () => {
  expect(() => assemble(plan('text', 'mlp'))).toThrow(
    /^text is learned by networks that read sequences of symbols; choose transformer$/,
  );
});
