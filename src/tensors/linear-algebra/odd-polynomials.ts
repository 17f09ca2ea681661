/** What a step of the Newton–Schulz iteration makes of every singular value x: ax + bx³ + cx⁵, c > 0. */
export type OddPolynomial = readonly [a: number, b: number, c: number];

/** That of Muon, which is steep at zero and does not settle at 1. */
export const simplePolynomial: OddPolynomial = [3.4445, -4.775, 2.0315];

interface Sequence {
  /** One a step. */
  readonly polynomials: readonly OddPolynomial[];
  /** What follows the last: that one again and again, or all of them from the first on. */
  readonly afterwards: 'repeat last' | 'start again';
}

/** Polynomials by the names that the field has for them. */
export const sequences = {
  /** Jordan et al. 2024 */
  simple: { polynomials: [simplePolynomial], afterwards: 'start again' },
  /** You 2025, with which PufferLib and NVIDIA's Emerging-Optimizers run. */
  quintic: {
    polynomials: [
      [4.0848, -6.8946, 2.927],
      [3.9505, -6.3029, 2.6377],
      [3.7418, -5.5913, 2.3037],
      [2.8769, -3.1427, 1.2046],
      [2.8366, -3.0525, 1.2012],
    ],
    afterwards: 'start again',
  },
  /** Amsel et al. 2025 (arXiv 2505.16932), with a margin for rounding. */
  polar_express: {
    polynomials: [
      [8.2051, -22.9019, 16.4607],
      [4.0664, -2.8612, 0.5184],
      [3.9096, -2.8234, 0.525],
      [3.2856, -2.4153, 0.4853],
      [2.2779, -1.6198, 0.3985],
      [1.8726, -1.2307, 0.3585],
      [1.8564, -1.2132, 0.3568],
      [1.875, -1.25, 0.375],
    ],
    afterwards: 'repeat last',
  },
  /** Grishina et al. 2025 (arXiv 2506.10935), Chebyshev's polynomials for shrinking intervals. */
  cans: {
    polynomials: [
      [8.4703, -25.1081, 18.6293],
      [4.1828, -3.1087, 0.5806],
      [3.9619, -2.9541, 0.563],
      [3.2866, -2.4647, 0.5074],
      [2.2737, -1.6447, 0.4162],
    ],
    afterwards: 'repeat last',
  },
} as const satisfies Readonly<Record<string, Sequence>>;

/** The polynomials of a number of steps. */
export function polynomialsOf(name: keyof typeof sequences, steps: number): OddPolynomial[] {
  const { polynomials, afterwards }: Sequence = sequences[name];
  const last = polynomials.length - 1;
  return Array.from(
    { length: steps },
    (_, step) =>
      polynomials[afterwards === 'start again' ? step % polynomials.length : Math.min(step, last)]!,
  );
}
