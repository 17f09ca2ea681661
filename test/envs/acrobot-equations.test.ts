import fc from 'fast-check';
import { expect, test } from 'vitest';
import { acrobotEquations, type Chain } from '../../envs/acrobot-equations.ts';
import { rungeKutta4 } from '../../envs/runge-kutta.ts';

/** Kinetic and potential energy of the two links, from the positions and speeds of their centres of mass. */
function energy(chain: Chain, [theta1, theta2, omega1, omega2]: readonly number[]): number {
  const { gravity, link_mass_1, link_mass_2, link_com_pos_1, link_com_pos_2, link_moi } = chain;
  const lower = theta1! + theta2!;
  const lowerOmega = omega1! + omega2!;
  const speedX = Math.cos(theta1!) * omega1! + link_com_pos_2 * Math.cos(lower) * lowerOmega;
  const speedY = Math.sin(theta1!) * omega1! + link_com_pos_2 * Math.sin(lower) * lowerOmega;
  const kinetic =
    (link_mass_1 * (link_com_pos_1 * omega1!) ** 2 + link_moi * omega1! ** 2) / 2 +
    (link_mass_2 * (speedX ** 2 + speedY ** 2) + link_moi * lowerOmega ** 2) / 2;
  const height1 = -link_com_pos_1 * Math.cos(theta1!);
  const height2 = -Math.cos(theta1!) - link_com_pos_2 * Math.cos(lower);
  return kinetic + gravity * (link_mass_1 * height1 + link_mass_2 * height2);
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

const chains = fc.record({
  gravity: between(0, 20),
  link_mass_1: between(0.5, 2),
  link_mass_2: between(0.5, 2),
  link_com_pos_1: between(0, 1),
  link_com_pos_2: between(0, 1),
  link_moi: between(0.5, 2),
});

const motions = fc.tuple(between(-3, 3), between(-3, 3), between(-3, 3), between(-3, 3));

/** The change of energy over 0.1 s in small steps, under a constant torque. */
function energyGained(
  chain: Chain,
  motion: readonly number[],
  torque: number,
): { gained: number; bend: number } {
  const y = Float64Array.of(...motion, torque);
  const before = energy(chain, [...y]);
  const integrate = rungeKutta4(5, acrobotEquations(chain));
  for (let i = 0; i < 100; i++) integrate(y, 1e-3);
  return { gained: energy(chain, [...y]) - before, bend: y[1]! - motion[1]! };
}

test("energy changes by the work of the torque alone under the book's equations", () => {
  fc.assert(
    fc.property(chains, motions, between(-1, 1), (chain, motion, torque) => {
      const { gained, bend } = energyGained({ ...chain, book_or_nips: 'book' }, motion, torque);
      expect(gained).toBeCloseTo(torque * bend, 7);
    }),
  );
});

test('the equations of the paper do not conserve energy', () => {
  const chain = {
    gravity: 9.8,
    link_mass_1: 1,
    link_mass_2: 1,
    link_com_pos_1: 0.5,
    link_com_pos_2: 0.5,
    link_moi: 1,
  };
  const { gained } = energyGained({ ...chain, book_or_nips: 'nips' }, [0.5, 1, 2, 0], 0);
  expect(Math.abs(gained)).toBeGreaterThan(1e-3);
});
