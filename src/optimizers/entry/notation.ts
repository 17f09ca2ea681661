import { meaningsIn, meaningsOf, type Notation, type SharedSymbol } from '../../notation.ts';

/** How equations are to be read, beside their symbols. */
export const readingOfEquations =
  'Lines are worked out from top to bottom. What stands left of ← is remembered from update to update, and starts at 0 where ' +
  'nothing else is said; what stands left of = is not. Products, quotients, powers, roots, signs and maxima are taken number ' +
  'by number. A kernel is a matrix with a row for every output. Names in Latin letters that are explained nowhere are settings.';

const symbols: readonly SharedSymbol[] = [
  ['θ', 'the parameters', /θ(?!₀)/],
  ['θ₀', 'the parameters at the start', /θ₀/],
  ['g', 'the gradient of the minibatch, as the agent has clipped it', /(?<![a-z])g(?![a-z])/],
  ['t', 'the number of the update, from 1', /(?<![a-z])t(?![a-z])|ᵗ|ₜ/],
  ['η', 'the learning rate: lr times what schedules say', /η/],
  ['λ', 'weight_decay', /λ/],
  ['μ', 'momentum', /μ(?!ₜ)/],
  ['τ', 'dampening', /τ/],
  ['β', 'beta or betas, in their order', /β/],
  ['ε', 'eps', /ε/],
  ['c₁, c₂, c₃', '1 - β₁ᵗ, 1 - β₂ᵗ, 1 - β₃ᵗ', /c[₁₂₃]/],
  ['Δ', 'what the rule inside would add to θ', /Δ/],
  ['x′', 'x as it was in the update before', /′/],
  ['ξ', 'standard normal numbers, drawn anew in every update', /ξ/],
  ['‖x‖', 'the Euclidean norm', /‖/],
  ['⟨x, y⟩', 'the sum of the products', /⟨/],
  ['Σ', 'the sum over all numbers', /Σ/],
  ['cos(x, y)', '⟨x, y⟩/(‖x‖‖y‖)', /cos\(\w+, /],
  ['mean(x), RMS(x)', 'the mean of a tensor, and √mean(x²)', /mean|RMS/],
  ['in, out', 'the numbers of inputs and outputs of a kernel', /(?<![a-z])out(?![a-z])/],
  [
    'NS(X)',
    'X ← X/(‖X‖ + 1e-7), then five times A = XXᵀ, X ← aX + (bA + cA²)X with (a, b, c) = (3.4445, -4.775, 2.0315), unless ' +
      'settings say otherwise: about the orthogonal factor of X',
    /NS\b/,
  ],
];

/** All symbols that equations of optimizers share. */
export const notation = meaningsOf(symbols);

/** Those that an equation has. */
export function notationOf(equation: readonly string[]): readonly Notation[] {
  return meaningsIn(equation, symbols);
}
