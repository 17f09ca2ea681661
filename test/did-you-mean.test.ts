import fc from 'fast-check';
import { expect, test } from 'vitest';
import { didYouMean } from '../src/did-you-mean.ts';

const names = ['SGD', 'ADAMW', 'NOVOGRAD', 'weight_decay'];

test('one wrong letter in a longer name is forgiven', () => {
  const typo = fc
    .constantFrom(...names.filter((name) => name.length > 3))
    .chain((name) =>
      fc.record({ name: fc.constant(name), at: fc.nat(name.length - 1), letter: fc.constantFrom('x', '') }),
    );
  fc.assert(
    fc.property(typo, ({ name, at, letter }) => {
      const typed = name.slice(0, at) + letter + name.slice(at + 1);
      expect(didYouMean(typed.toLowerCase(), names)).toBe(`: did you mean ${name}?`);
    }),
  );
});

test('what resembles nothing gets no suggestion', () => {
  expect(didYouMean('xy', ['lr', 'ab'])).toBe('');
  expect(didYouMean('evolution', names)).toBe('');
});
