import type { Derivative } from './runge-kutta.ts';

/** What moves and what pulls; SI units, links of 1 m. */
export interface Chain {
  readonly gravity: number;
  readonly link_mass_1: number;
  readonly link_mass_2: number;
  /** From a link's upper joint. */
  readonly link_com_pos_1: number;
  readonly link_com_pos_2: number;
  readonly link_moi: number;
  /** The equations of Sutton & Barto's book, or those printed in Sutton 1996, where the centrifugal term is missing. */
  readonly book_or_nips: 'book' | 'nips';
}

/** The equations of motion of θ₁, θ₂, θ̇₁, θ̇₂ and the torque in the middle joint, which stays as it is. */
export function acrobotEquations(chain: Chain): Derivative {
  const { gravity, link_mass_1: m1, link_mass_2: m2, link_com_pos_1: c1, link_com_pos_2: c2 } = chain;
  const { link_moi: inertia, book_or_nips } = chain;
  return (y, slope) => {
    const theta1 = y[0]!;
    const theta2 = y[1]!;
    const omega1 = y[2]!;
    const omega2 = y[3]!;
    const torque = y[4]!;
    const cos2 = Math.cos(theta2);
    const sin2 = Math.sin(theta2);
    const d1 = m1 * c1 * c1 + m2 * (1 + c2 * c2 + 2 * c2 * cos2) + 2 * inertia;
    const d2 = m2 * (c2 * c2 + c2 * cos2) + inertia;
    const phi2 = m2 * c2 * gravity * Math.cos(theta1 + theta2 - Math.PI / 2);
    const phi1 =
      -m2 * c2 * omega2 * omega2 * sin2 -
      2 * m2 * c2 * omega2 * omega1 * sin2 +
      (m1 * c1 + m2) * gravity * Math.cos(theta1 - Math.PI / 2) +
      phi2;
    const centrifugal = book_or_nips === 'book' ? m2 * c2 * omega1 * omega1 * sin2 : 0;
    const alpha2 =
      (torque + (d2 / d1) * phi1 - centrifugal - phi2) / (m2 * c2 * c2 + inertia - (d2 * d2) / d1);
    slope[0] = omega1;
    slope[1] = omega2;
    slope[2] = -(d2 * alpha2 + phi1) / d1;
    slope[3] = alpha2;
    slope[4] = 0;
  };
}
