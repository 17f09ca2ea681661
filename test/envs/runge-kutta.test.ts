import { expect, test } from 'vitest';
import { rungeKutta4 } from '../../envs/runge-kutta.ts';

/** The error at time 1 on a harmonic oscillator, which is then at (cos 1, -sin 1). */
function errorWith(steps: number): number {
  const integrate = rungeKutta4(2, (y, slope) => {
    slope[0] = y[1]!;
    slope[1] = -y[0]!;
  });
  const y = Float64Array.of(1, 0);
  for (let i = 0; i < steps; i++) integrate(y, 1 / steps);
  return Math.hypot(y[0]! - Math.cos(1), y[1]! + Math.sin(1));
}

test('half the step leaves a sixteenth of the error', () => {
  const ratio = errorWith(16) / errorWith(32);
  expect(ratio).toBeGreaterThan(15.5);
  expect(ratio).toBeLessThan(16.5);
});

test('a cubic in time is integrated exactly', () => {
  const integrate = rungeKutta4(2, (y, slope) => {
    slope[0] = 3 * y[1]! * y[1]!;
    slope[1] = 1;
  });
  const y = Float64Array.of(0, 0);
  integrate(y, 2);
  expect([...y]).toEqual([8, 2]);
});
