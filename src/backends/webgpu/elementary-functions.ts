import * as tf from '../../tensors/tf.ts';
import { numberKernel } from './number-kernel.ts';

/**
 * Sine and cosine by their own series around the nearest quarter turn, of which the three parts of π/2 (Cody & Waite 1980)
 * leave what is exact to single precision. Beyond `farthest` the parts no longer suffice, and the device's own has to do.
 */
const quarterTurns = /* wgsl */ `
  const farthest = 1e5;

  fn quarterTurns(x : f32, ahead : i32) -> f32 {
    if (!(abs(x) <= farthest)) { return select(sin(x), cos(x), ahead == 1); }
    let turns = round(x * 0.63661977);
    let rest = ((x - turns * 1.5703125) - turns * 4.8375129699707031e-4) - turns * 7.5497899548918822e-8;
    let square = rest * rest;
    let sine = rest + rest * square
      * (-0.16666667 + square * (8.3333333e-3 + square * (-1.9841270e-4 + square * 2.7557319e-6)));
    let cosine = 1.0 + square
      * (-0.5 + square * (4.1666667e-2 + square * (-1.3888889e-3 + square * (2.4801587e-5 - square * 2.7557319e-7))));
    let quarter = (i32(turns) + ahead) & 3;
    let value = select(sine, cosine, (quarter & 1) == 1);
    return select(value, -value, quarter >= 2);
  }
`;

/** The exponential function less 1: near 0 by its series, for there nothing is left of a difference. */
const lessOne = /* wgsl */ `
  fn lessOne(x : f32) -> f32 {
    let series = x * (1.0 + x / 2.0 * (1.0 + x / 3.0 * (1.0 + x / 4.0 * (1.0 + x / 5.0
      * (1.0 + x / 6.0 * (1.0 + x / 7.0 * (1.0 + x / 8.0)))))));
    // NaN compares as false, and stays NaN in the series.
    return select(series, exp(x) - 1.0, abs(x) >= 0.5);
  }
`;

/**
 * Puts functions to single precision in the place of the device's: WGSL promises three digits of a sine only, of which
 * software drivers keep no more, and TensorFlow.js subtracts 1 from the exponential function.
 */
export function registerElementaryFunctions(): void {
  for (const [kernelName, kernelFunc] of [
    [tf.Sin, numberKernel('quarterTurns(x[i], 0)', quarterTurns)],
    [tf.Cos, numberKernel('quarterTurns(x[i], 1)', quarterTurns)],
    [tf.Expm1, numberKernel('lessOne(x[i])', lessOne)],
  ] as const) {
    tf.unregisterKernel(kernelName, 'webgpu');
    tf.registerKernel({ kernelName, backendName: 'webgpu', kernelFunc });
  }
}
