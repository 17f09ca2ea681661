/** A linear student of a teacher whose features come in two speeds, a large system. */
export interface TwoSpeeds {
  /** Samples, features, and how many of these are fast. */
  readonly n: number;
  readonly d: number;
  readonly p: number;
  /** How many times larger the fast features' scale is. */
  readonly kappa: number;
  /** Standard deviation of the noise of the targets, ε. */
  readonly noise: number;
  /** Weight decay. */
  readonly l2: number;
}

/** How student and teacher agree (R), how large the student is (Q), and its error on what it has not seen. */
export interface Overlaps {
  readonly r: number;
  readonly q: number;
  readonly error: number;
}

/** The scale of the fast features; that of the slow ones is less by κ. */
export const fastScale = 0.5;

/** The ridges λ₁ and λ₂ of fast and slow features, which time of training is equivalent to: (1/t + l₂) / (f s²). */
export function ridges({ d, p, kappa, l2 }: TwoSpeeds, time: number): [number, number] {
  const ridge = (share: number, scale: number) => (1 / time + l2) / (share * scale * scale);
  return [ridge(p / d, fastScale), ridge((d - p) / d, fastScale / kappa)];
}

/**
 * The generalisation error of gradient flow from 0 after a time, in the limit of a large system.
 *
 * Pezeshki et al. 2022, "Multi-scale Feature Learning Dynamics: Insights for Double Descent"; mpezeshki/Epoch_wise_Double_Descent
 * (git d5c7f046) `lib/analytical.py`.
 *
 * @param time in units of steps of gradient descent on ‖Xw − y‖²/2, more than 0. @param slowTime that of the slow features, if another.
 */
export function twoSpeedError(system: TwoSpeeds, time: number, slowTime = time): Overlaps {
  const { n, d, p, noise } = system;
  const counts = [p, d - p] as const;
  const [fast] = ridges(system, time);
  const [, slow] = ridges(system, slowTime);
  const alphas = counts.map((count) => n / count);
  const [a1, a2] = [fast, slow].map((ridge, index) => resolvent(alphas[index]!, ridge)) as [number, number];
  const [r1, r2] = [n / (d * a1), n / (d * a2)];
  const [b1, b2] = [a1, a2].map((a, index) => alphas[index]! / (a * a - alphas[index]!)) as [number, number];
  const rest = (a: number, other: number) => 1 + noise * noise - 2 * other - ((2 - a) * n) / (a * d);
  const [c1, c2] = [rest(a1, r2), rest(a2, r1)];
  const q1 = (b1 * b2 * c2 + b1 * c1) / (1 - b1 * b2);
  const q2 = (b1 * b2 * c1 + b2 * c2) / (1 - b1 * b2);
  const [r, q] = [r1 + r2, q1 + q2];
  return { r, q, error: 0.5 * (1 + noise * noise - 2 * r + q) };
}

/** a = 1 + 2λ / (1 − α − λ + √((1 − α − λ)² + 4λ)), without the cancellation where the sum below is small. */
function resolvent(alpha: number, ridge: number): number {
  const b = 1 - alpha - ridge;
  const root = Math.sqrt(b * b + 4 * ridge);
  return b >= 0 ? 1 + (2 * ridge) / (b + root) : 1 + (root - b) / 2;
}
