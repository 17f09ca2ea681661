import { meaningsIn, meaningsOf, type Notation, type SharedSymbol } from '../notation.ts';

/** How equations of search rules are to be read, beside their symbols. */
export const readingOfSearch =
  'Lines are worked out from top to bottom, once a generation. What stands left of ← is remembered from generation to ' +
  'generation, and starts at 0 where nothing else is said; what stands left of = is not. Products, quotients, powers, roots ' +
  'and maxima are taken number by number. Names in Latin letters that are explained nowhere are settings.';

const symbols: readonly SharedSymbol[] = [
  ['x', 'a candidate: parameters that are tried', /(?<![a-z])x(?![a-z])/],
  [
    'm',
    'the mean of the candidates, which is evaluated; at first the parameters of a network',
    /(?<![a-z])m(?![a-z])/,
  ],
  ['v', 'the consensus, which is evaluated; at first the parameters of a network', /(?<![a-z])v(?![a-z])/],
  ['η', 'the learning rate: lr at first', /η/],
  ['λ', 'weight_decay', /λ/],
  ['σ', 'how far candidates lie around: sigma at first', /σ/],
  ['s', 'the deviation of every number: sigma at first', /(?<![a-z])s(?![a-z])/],
  ['ξ', 'standard normal numbers, drawn anew for every candidate', /ξ/],
  ['C^½', 'the symmetric root of C, the covariance of the candidates, at first the identity', /C\^/],
  ['Adam(x)', "Adam's step along x, whose betas are 0.99 and 0.999", /Adam\(/],
  ['‖x‖', 'the Euclidean norm', /‖/],
  ['Σ', 'the sum', /Σ/],
  ['mean(x)', 'the mean of all numbers of x', /mean\(/],
];

/** All symbols that equations of search rules share. */
export const searchNotation = meaningsOf(symbols);

/** Those that an equation has. */
export function searchNotationOf(equation: readonly string[]): readonly Notation[] {
  return meaningsIn(equation, symbols);
}
