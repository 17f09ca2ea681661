/**
 * What a dense layer does beside its matrix products: bias and activation, in place, and the activation's slope.
 *
 * The rows of a matrix lie without gaps, so the last vector of a row reaches into the next: there, its lanes beyond the
 * row are put back as they were. An element meets the same instructions wherever it stands.
 */
import { firstLanes } from './lanes';
import { tanh4 } from './tanh';

const enum Activation { Linear, Tanh, Relu }

@inline
function activate(activation: Activation, z: v128): v128 {
  if (activation == Activation.Tanh) return tanh4(z);
  if (activation == Activation.Relu) return f32x4.max(f32x4.splat(0), z);
  return z;
}

@inline
function finish(activation: Activation, z: usize, bias: usize, rows: i32, n: i32): void {
  const whole = bias + (<usize>(n & ~3) << 2);
  const rest = n & 3;
  const inRow = firstLanes(rest);
  for (let i = 0; i < rows; i++) {
    let b = bias;
    // Four vectors a turn, for the sake of the activation's constants.
    for (; b + 64 <= whole; b += 64, z += 64) {
      const y0 = activate(activation, f32x4.add(v128.load(z), v128.load(b)));
      const y1 = activate(activation, f32x4.add(v128.load(z, 16), v128.load(b, 16)));
      const y2 = activate(activation, f32x4.add(v128.load(z, 32), v128.load(b, 32)));
      const y3 = activate(activation, f32x4.add(v128.load(z, 48), v128.load(b, 48)));
      v128.store(z, y0);
      v128.store(z, y1, 16);
      v128.store(z, y2, 32);
      v128.store(z, y3, 48);
    }
    for (; b < whole; b += 16, z += 16) {
      v128.store(z, activate(activation, f32x4.add(v128.load(z), v128.load(b))));
    }
    if (rest) {
      const old = v128.load(z);
      const y = activate(activation, f32x4.add(old, v128.load(b)));
      v128.store(z, v128.bitselect(y, old, inRow));
      z += <usize>rest << 2;
    }
  }
}

/** z + bias, row by row. */
export function finishLinear(z: usize, bias: usize, rows: i32, n: i32): void {
  finish(Activation.Linear, z, bias, rows, n);
}

/** tanh(z + bias) */
export function finishTanh(z: usize, bias: usize, rows: i32, n: i32): void {
  finish(Activation.Tanh, z, bias, rows, n);
}

/** max(0, z + bias) */
export function finishRelu(z: usize, bias: usize, rows: i32, n: i32): void {
  finish(Activation.Relu, z, bias, rows, n);
}

/** dL/dz = dL/dy · (1 − y²), where y = tanh z. */
export function tanhSlope(out: usize, dy: usize, y: usize, length: i32): void {
  const one = f32x4.splat(1);
  const end = out + (<usize>length << 2);
  for (; out < end; out += 16, dy += 16, y += 16) {
    const result = v128.load(y);
    v128.store(out, f32x4.mul(v128.load(dy), f32x4.sub(one, f32x4.mul(result, result))));
  }
}

/** dL/dz = dL/dy where y = max(0, z) is positive, else nothing of it; NaN stays NaN. */
export function reluSlope(out: usize, dy: usize, y: usize, length: i32): void {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const end = out + (<usize>length << 2);
  for (; out < end; out += 16, dy += 16, y += 16) {
    const result = v128.load(y);
    const step = v128.bitselect(v128.and(f32x4.gt(result, zero), one), result, f32x4.eq(result, result));
    v128.store(out, f32x4.mul(v128.load(dy), step));
  }
}
