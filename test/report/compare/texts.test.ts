import { describe, expect, test } from 'vitest';
import { latexText, markdownText, terminalText } from '../../../src/report/compare/index.ts';
import { escapeLatex } from '../../../src/report/compare/latex.ts';
import { escapeMarkdown } from '../../../src/text/markdown.ts';
import { wrapped } from '../../../src/text/wrapped.ts';
import { compared, seeds } from './made-experiment.ts';

const six = [10, 20, 30, 40, 50, 60];
const above = (scores: readonly number[], by: number) => scores.map((score) => score + by);
const plain = () => compared({}, seeds('SGD', six), seeds('ADAM', above(six, 3)));

describe('terminalText(comparison)', () => {
  test('shows the optimizers, their pairs, what the signs mean, and the sentences', () => {
    expect(terminalText(plain()).split('\n')).toEqual([
      'a study: cartpole, ppo, 500k steps',
      '',
      'optimizer     lr  seeds  final return',
      '──────────────────────────────────────────',
      'ADAM       0.001      6  38.0 [24.7, 51.3]',
      'SGD        0.001      6  35.0 [21.7, 48.3]',
      '',
      'better - worse  difference     P  delta      p',
      '──────────────────────────────────────────────',
      'ADAM - SGD      3 [3, 3]    0.58   0.17  0.031',
      '',
      'final return: of the last evaluation, by the policy without exploration.',
      '[a, b]: 95 % bootstrap interval over seeds.',
      "P: chance that a run of the first beats one of the second; delta: Cliff's.",
      'p: paired sign-flip permutation test, exact.',
      '',
      'ADAM ends with a mean return 3 higher than SGD (95 % interval 3 to 3, 6 seeds, p',
      '  = 0.031).',
    ]);
  });

  test('says which intervals there are, and what they are over', () => {
    const always = (optimizer: string) =>
      Array.from({ length: 30 }, (_, index) => ({
        optimizer,
        seed: index + 1,
        evaluations: [[1, 1]] as [number, number][],
      }));
    const shares = compared({ metric: 'success_rate' }, always('SGD'), always('ADAM'));
    expect(shares.tasks[0]!.optimizers[0]!.interval).toEqual([expect.closeTo(0.8865, 4), 1]);
    expect(terminalText(shares)).toContain('100 % [89 %, 100 %]');
    expect(terminalText(shares)).toContain(
      '[a, b]: 95 % interval of Wilson, of a difference of Newcombe, over seeds.',
    );
    const skewed = [10, 11, 12, 13, 14, 90];
    const byBca = compared({ interval: 'bca' }, seeds('SGD', six), seeds('ADAM', skewed));
    expect(terminalText(byBca)).toContain('[a, b]: 95 % bootstrap interval (BCa) over seeds.');
    const intervalOf = (comparison: typeof byBca) =>
      comparison.tasks[0]!.optimizers.find(({ name }) => name === 'ADAM')!.interval!;
    // Skewness moves both bounds up.
    const byQuantiles = intervalOf(compared({}, seeds('SGD', six), seeds('ADAM', skewed)));
    expect(intervalOf(byBca)[0]).toBeGreaterThan(byQuantiles[0]);
    expect(intervalOf(byBca)[1]).toBeGreaterThan(byQuantiles[1]);
  });

  test('fits into 80 columns whatever the optimizers are called', () => {
    const name = 'SCION(norms=[spectral,sign],radius=50,momentum=0.9,constrained=true,weight_decay=0.01)';
    const runs = ['pendulum', 'acrobot'].flatMap((env, at) => [
      seeds(name, above(six, -1234.567 - at), { env, rewardThreshold: null }),
      seeds(name.replace('50', '60'), above(six, -9876.543 + at), { env, rewardThreshold: null }),
    ]);
    for (const metric of ['final_return', 'last_100_return', 'success_rate'] as const) {
      const text = terminalText(
        compared({ metric }, ...runs.map((all) => all.map((run) => ({ ...run, episodes: [-1.23456] })))),
      );
      // The sentences name the optimizers whole.
      const tables = text.slice(0, text.indexOf('[a, b]')).split('\n');
      expect(Math.max(...tables.map((line) => line.length))).toBeLessThanOrEqual(80);
    }
  });
});

describe('markdownText(comparison)', () => {
  test('makes tables and lists', () => {
    const lines = markdownText(plain()).split('\n');
    expect(lines).toContain('**a study: cartpole, ppo, 500k steps**');
    expect(lines).toContain('| better - worse | difference | P | delta | p |');
    expect(lines).toContain('| --- | --- | ---: | ---: | ---: |');
    expect(lines).toContain('| ADAM - SGD | 3 \\[3, 3\\] | 0.58 | 0.17 | 0.031 |');
  });

  test('keeps names from being taken for something else', () => {
    expect(escapeMarkdown('a|b *c* _d_ [e](f) <g> `h` \\ i\nj')).toBe(
      'a\\|b \\*c\\* \\_d\\_ \\[e\\](f) \\<g\\> \\`h\\` \\\\ i j',
    );
  });
});

describe('latexText(comparison)', () => {
  test('makes tables with the rules of booktabs and comments of the rest', () => {
    const text = latexText(plain());
    expect(text).toContain(
      [
        '\\begin{tabular}{llrrr}',
        '  \\toprule',
        '  better - worse & difference & P & delta & p \\\\',
        '  \\midrule',
        '  ADAM - SGD & 3 [3, 3] & 0.58 & 0.17 & 0.031 \\\\',
        '  \\bottomrule',
        '\\end{tabular}',
      ].join('\n'),
    );
    const outside = text.replaceAll(/\\begin\{tabular\}[\s\S]*?\\end\{tabular\}/g, '');
    for (const line of outside.split('\n')) expect(line).toMatch(/^(%.*)?$/);
  });

  test('keeps names from being taken for something else, and writes minus signs', () => {
    expect(escapeLatex('A_1(x=5%) & {b} $c #d ~e ^f \\g <h>')).toBe(
      'A\\_1(x=5\\%) \\& \\{b\\} \\$c \\#d \\textasciitilde{}e \\textasciicircum{}f \\textbackslash{}g \\textless{}h\\textgreater{}',
    );
    expect(escapeLatex('-5 [-7, -inf] 3e-4 A-2 10 (1†)')).toBe(
      '$-$5 [$-$7, $-$inf] 3e-4 A-2 10 (1\\textdagger{})',
    );
  });
});

test('wrapped(text, width) breaks at blanks, and long names between their settings', () => {
  expect(wrapped('one two three four', 9)).toBe('one two\n  three\n  four');
  expect(wrapped('CLIP(SGD,max_norm=1) word', 14)).toBe('CLIP(SGD,\n  max_norm=1)\n  word');
  expect(wrapped('', 5)).toBe('');
});
