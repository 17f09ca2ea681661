import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** What a step of gradient descent is off the gradient flow over the same time: −(η²/2)Hg, to the order η³. */
export function leadingDrift(curved: readonly number[], lr: number): number[] {
  return curved.map((each) => (-(lr ** 2) * each) / 2);
}

/** The gradient of E + (η/4)‖∇E‖², whose flow gradient descent follows to the order η³: g + (η/2)Hg. */
export function regularizedGradient(
  gradient: readonly number[],
  curved: readonly number[],
  lr: number,
): number[] {
  return gradient.map((each, i) => each + (lr * curved[i]!) / 2);
}

/** How fast a coordinate along an eigenvector of eigenvalue λ grows in time, as a share of itself. */
export type GrowthRate = (eigenvalue: number) => number;

/** Of the gradient flow: −λ. */
export const gradientFlow: GrowthRate = (eigenvalue) => -eigenvalue;

/** Of the flow of {@link regularizedGradient}: −λ − ηλ²/2. */
export const modifiedFlow =
  (lr: number): GrowthRate =>
  (eigenvalue) =>
    -eigenvalue - (lr * eigenvalue ** 2) / 2;

/** Of the principal flow: log(1 − ηλ)/η, which is where gradient descent is after each step, exactly. NaN from ηλ = 1 on. */
export const principalFlow =
  (lr: number): GrowthRate =>
  (eigenvalue) =>
    Math.log1p(-lr * eigenvalue) / lr;

/**
 * Where a flow leads on ½θᵀHθ.
 *
 * @param hessian symmetric. @param time 0: where it begins. @returns the place, and the velocity there.
 */
export function alongFlow(
  hessian: readonly (readonly number[])[],
  from: readonly number[],
  growth: GrowthRate,
  time: number,
): { place: number[]; velocity: number[] } {
  const { realEigenvalues, eigenvectorMatrix: vectors } = new EigenvalueDecomposition(
    new Matrix(hessian.map((row) => [...row])),
    { assumeSymmetric: true },
  );
  const start = vectors.transpose().mmul(Matrix.columnVector([...from]));
  const rates = realEigenvalues.map(growth);
  const own = rates.map((rate, i) => start.get(i, 0) * Math.exp(rate * time));
  const back = (values: readonly number[]): number[] =>
    vectors.mmul(Matrix.columnVector([...values])).to1DArray();
  return { place: back(own), velocity: back(own.map((value, i) => value * rates[i]!)) };
}

/** Coefficients of a player's drift: of the squared norm of its own gradient, and of its product with the other's. */
export interface PlayerDrift {
  readonly self: number;
  readonly interaction: number;
}

/**
 * The drift of two players that descend by turns or at once.
 *
 * Source: Rosca et al. 2021; deepmind/discretisation_drift dd_two_player_games/drift_utils.py get_dd_coeffs at e5c5623.
 *
 * @param lrs learning rates of the first and the second player. @param updates that each makes in its turn; the first one's
 * turn comes first. At once, each makes one.
 */
export function twoPlayerDrift(
  kind: 'simultaneous' | 'alternating',
  [first, second]: readonly [number, number],
  [firstUpdates, secondUpdates]: readonly [number, number] = [1, 1],
): readonly [PlayerDrift, PlayerDrift] {
  if (kind === 'simultaneous') {
    return [
      { self: first / 2, interaction: first / 2 },
      { self: second / 2, interaction: second / 2 },
    ];
  }
  return [
    { self: first / (2 * firstUpdates), interaction: first / 2 },
    { self: second / (2 * secondUpdates), interaction: (-second / 2) * ((2 * first) / second - 1) },
  ];
}
