/** Writes dy/dt at `y` into `slope`. */
export type Derivative = (y: Float64Array, slope: Float64Array) => void;

/**
 * The classical fourth-order Runge–Kutta method (Kutta 1901) for `length` variables.
 *
 * @returns a function that moves `y` on by `h` units of time, in place and without allocating.
 */
export function rungeKutta4(length: number, derivative: Derivative): (y: Float64Array, h: number) => void {
  const k1 = new Float64Array(length);
  const k2 = new Float64Array(length);
  const k3 = new Float64Array(length);
  const k4 = new Float64Array(length);
  const ahead = new Float64Array(length);

  const slopeAhead = (y: Float64Array, h: number, slope: Float64Array, out: Float64Array): void => {
    for (let i = 0; i < length; i++) ahead[i] = y[i]! + h * slope[i]!;
    derivative(ahead, out);
  };

  return (y, h) => {
    derivative(y, k1);
    slopeAhead(y, h / 2, k1, k2);
    slopeAhead(y, h / 2, k2, k3);
    slopeAhead(y, h, k3, k4);
    for (let i = 0; i < length; i++) y[i]! += (h / 6) * (k1[i]! + 2 * k2[i]! + 2 * k3[i]! + k4[i]!);
  };
}
