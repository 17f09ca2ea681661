import fc from 'fast-check';
import { expect, test } from 'vitest';
import { broken } from '../../src/text/broken.ts';

test.each([
  ['ADAM', 8, ['ADAM']],
  ['', 8, []],
  ['CLIP(ADAM,max_norm=0.5)', 16, ['CLIP(ADAM,', 'max_norm=0.5)']],
  ['CAUTIOUS(NOVOGRAD(beta2=0.5))', 20, ['CAUTIOUS(NOVOGRAD(', 'beta2=0.5))']],
  ['MILO - SGD(momentum=0.9)', 18, ['MILO -', 'SGD(momentum=0.9)']],
  ['SGD - ADAM', 5, ['SGD -', 'ADAM']],
  ['NOVOGRAD_LONEPATIENT', 12, ['NOVOGRAD_', 'LONEPATIENT']],
  ['how it is (as by default, that is)', 14, ['how it is (as', 'by default,', 'that is)']],
  ['abcdefghijkl', 5, ['abcde', 'fghij', 'kl']],
])('"%s" in %i columns is broken where a name or a setting ends', (text, width, lines) => {
  expect(broken(text, width)).toEqual(lines);
});

test('Nothing is lost but blanks, and no line is too long', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'B', '_', ',', '(', ')', ' ', '=', '1'),
    maxLength: 60,
  });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 20 }), (given, width) => {
      const lines = broken(given, width);
      expect(lines.join('').replaceAll(' ', '')).toBe(given.replaceAll(' ', ''));
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    }),
  );
});
