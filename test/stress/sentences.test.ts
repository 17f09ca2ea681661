import { expect, test } from 'vitest';
import { matrixOf } from '../../src/stress/matrix.ts';
import { matrixFigure } from '../../src/stress/matrix-figure.ts';
import { matrixLegend, matrixText } from '../../src/stress/matrix-text.ts';
import { modes } from '../../src/stress/modes.ts';
import { sentencesOf } from '../../src/stress/sentences.ts';

const cell = (optimizer: string, mode: string, solved: number) => ({ optimizer, mode, solved });

const matrix = matrixOf([
  cell('SGD', 'noise', 0.4),
  cell('SGD', 'spikes', 1),
  cell('ADAM', 'spikes', 0),
  cell('ADAM', 'noise', 0.996),
  cell('MUON', 'noise', 0.004),
  cell('MUON', 'spikes', 0),
]);

const account = (problem: string, solvers: readonly string[]) => ({
  ...{ problem, mode: 'noise', breaks: 'x', tolerance: 0.01, solvers, solved: 0.5 },
});

test('A matrix has the best optimizer first, failure modes in their order, and counts these alike', () => {
  expect(matrix.modes.map(({ short }) => short)).toEqual(['noi', 'spi']);
  expect(matrix.rows.map(({ optimizer, mean }) => [optimizer, mean])).toEqual([
    ['SGD', 0.7],
    ['ADAM', 0.498],
    ['MUON', 0.002],
  ]);
});

test('Only all is 100 percent, and only none is 0', () => {
  expect(matrixText(matrix)).toBe(
    [
      'optimizer noi spi all',
      '─────────────────────',
      'SGD        40 100  70',
      'ADAM       99   0  50',
      'MUON        1   0   1',
    ].join('\n'),
  );
});

test('All failure modes fit into 80 columns beside the longest name', () => {
  const full = matrixOf(modes.map(({ name }) => cell('NOVOGRAD_LONEPATIENT', name, 1)));
  const lines = [...matrixText(full).split('\n'), ...matrixLegend(full).split('\n')];
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  expect(lines[2]).toMatch(/^NOVOGRAD_LONEPATIENT 100/);
});

test('Sentences say what the numbers say', () => {
  expect(sentencesOf(matrix, [account('a', ['SGD']), account('b', ['SGD', 'ADAM'])])).toEqual([
    'Over all failure modes SGD solves most, 70 % of the trials; next comes ADAM with 50 %.',
    'No optimizer solves half of the trials in all 2 failure modes; SGD and ADAM do in 1.',
    'The hardest failure mode is spikes: of its trials 33 % are solved on average over optimizers, and at most 100 %, by SGD.',
    'The easiest is noise, with 47 %.',
    'ADAM solves more than SGD of noise, and less of spikes.',
    'a is solved in half of the trials by the fewest, 1 of 3: SGD.',
  ]);
  expect(sentencesOf(matrix, [account('a', []), account('b', [])]).at(-1)).toBe(
    'Nobody solves a and b in half of the trials.',
  );
  expect(sentencesOf(matrixOf([]), [])).toEqual([]);
});

test('The picture has a cell for every share, in the colours of figures', () => {
  const [panel] = matrixFigure(matrix, 1).panels;
  expect(panel!.svg.match(/<rect /g)).toHaveLength(3 * 3);
  expect(panel!.svg).toContain('var(--series-0)');
  expect(panel!.svg).not.toMatch(/NaN|undefined/);
});
