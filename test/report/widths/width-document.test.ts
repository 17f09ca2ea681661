import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeWidthDocument } from '../../../src/report/widths/width-document.ts';
import { transferOf, type WidthRow, widthSeries } from '../../../src/report/widths/width-series.ts';
import type { Store } from '../../../src/store/index.ts';
import { newStore } from '../../store/new-store.ts';
import { end, episode, newExperiment } from '../../store/records.ts';
import { temporaryFolder } from '../../store/temporary-folder.ts';

function row(given: Partial<WidthRow>): WidthRow {
  return {
    ...{ experiment: 1, env: 'cartpole', agent: 'ppo', optimizer: 'ADAM', mup_base: null, width: 16 },
    ...{ learning_rate: 0.01, returns: '[1, 2, 3]' },
    ...given,
  };
}

test('the best rate of each width is that of the highest mean, of equals the smallest', () => {
  const [series, ...others] = widthSeries([
    row({ width: 128, learning_rate: 0.1, returns: '[1]' }),
    row({ width: 128, learning_rate: 0.001, returns: '[5]' }),
    row({ learning_rate: 0.1, returns: '[8, null, 2]' }),
    row({ learning_rate: 0.01, returns: '[5, 5]' }),
    row({ learning_rate: 0.001, returns: '[4]' }),
  ]);
  expect(others).toEqual([]);
  expect(series!.widths.map(({ width, best }) => [width, best.rate, best.mean])).toEqual([
    [16, 0.01, 5],
    [128, 0.001, 5],
  ]);
  expect(transferOf(series!).carried).toBeUndefined();
});

test('optimizers with and without μP are apart, and who has one width is left out', () => {
  const both = [16, 32].flatMap((width) => [row({ width }), row({ width, mup_base: 16 })]);
  const series = widthSeries([...both, row({ optimizer: 'SGD' })]);
  expect(series.map(({ name }) => name)).toEqual(['ADAM', 'ADAM with μP']);
});

test('of several experiments of one width the newest counts', () => {
  const [series] = widthSeries([
    row({ returns: '[9]' }),
    row({ experiment: 2, returns: '[3]' }),
    row({ width: 32 }),
  ]);
  expect(series!.widths.map(({ experiment, best }) => [experiment, best.mean])).toEqual([
    [2, 3],
    [1, 2],
  ]);
});

/** An experiment of one network, in which ADAM comes to `score(rate)`, give or take one, with three seeds. */
function trained(store: Store, title: string, settings: object, score: (rate: number) => number): void {
  const tried = [0.001, 0.01, 0.1].flatMap((learningRate) =>
    [1, 2, 3].map((seed) => ({ learningRate, seed })),
  );
  const network = { name: 'mlp', settings };
  const { runIds } = store.createExperiment(
    newExperiment(
      tried.map((each) => ({ ...each, optimizer: 'ADAM', population: 0 })),
      {
        title,
        fingerprint: title,
        command: `rl-bench ${title}`,
        config: { populations: [{ population: { network } }] },
      },
    ),
  );
  store.write(
    runIds,
    tried.flatMap(({ learningRate, seed }, member) => [
      episode({ member, return: score(learningRate) + seed - 2 }),
      end({ member }),
    ]),
  );
}

test('a document says how far the best rate moves, and what it costs to keep it', async () => {
  const store = newStore();
  trained(store, "width 16 'a'", { sizes: [16, 16], mup_base: null }, (rate) => (rate === 0.01 ? 90 : 50));
  trained(store, 'width 64', { sizes: [64, 64], mup_base: null }, (rate) => (rate === 0.001 ? 80 : 40));
  trained(store, 'width 16, mup', { sizes: [16], mup_base: 16 }, (rate) => (rate === 0.01 ? 90 : 50));
  trained(store, 'width 64, mup', { sizes: [64], mup_base: 16 }, (rate) => (rate === 0.01 ? 70 : 40));
  trained(store, 'width 64 and 32', { sizes: [64, 32] }, () => 1000);
  trained(store, 'another', { sizes: [32, 32] }, () => 1000);
  const folder = temporaryFolder();
  const files = await writeWidthDocument(store.db, 'width *', join(folder, 'widths.md'));
  expect(files).toEqual([join(folder, 'widths.md'), join(folder, 'widths', 'rates-by-width.svg')]);
  const text = readFileSync(files[0]!, 'utf8');
  expect(text).toContain(
    'ADAM: from 16 to 64 units of a hidden layer the best rate goes from 0.01 to 0.001, by a factor of 0.1. In the wide one ' +
      'the rate of the narrow one comes to 40 \\[39, 41\\], the best to 80 \\[79, 81\\].',
  );
  expect(text).toContain(
    'ADAM with μP: from 16 to 64 units of a hidden layer the best rate stays 0.01. It comes to 70',
  );
  expect(text).toContain('| ADAM | 64 | 0.001 | - | 80 \\[79, 81\\] | 40 \\[39, 41\\] |');
  expect(text).toContain('The best rate is at an end of those tried for ADAM at 64;');
  expect(text).not.toContain('1000');
  expect(text).toContain("    rl-bench width 16 'a'");
  expect(text).not.toContain('rl-bench another');
  const picture = readFileSync(files[1]!, 'utf8');
  for (const words of ['ADAM with μP', 'best learning rate', 'units of a hidden layer']) {
    expect(picture).toContain(words);
  }

  const none = join(folder, 'none.md');
  await expect(writeWidthDocument(store.db, "width 16 'a'", none)).rejects.toThrow(
    /^no optimizer was trained with hidden layers of two widths in experiments whose titles are like "width 16 'a'";/,
  );
  expect(existsSync(none)).toBe(false);
});
