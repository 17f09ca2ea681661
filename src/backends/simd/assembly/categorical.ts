/**
 * A choice among `n` actions: log-probability and entropy from logits, and their slopes. The lanes are four rows; where
 * no four are left, the last row takes the place of those missing, and is computed and written again.
 */
import { exp4 } from './exp';
import { narrowed, upperHalf } from './lanes';
import { log4 } from './log';

/** The rows of a quartet, and what is found out about them. */
let row0: usize;
let row1: usize;
let row2: usize;
let row3: usize;
let top: v128;
let logTotal: v128;
let entropyOf: v128;

/** One number of each row. */
@inline
function lanes(column: usize, apart: usize): v128 {
  let x = v128.load_zero<f32>(column + row0 * apart);
  x = v128.load_lane<f32>(column + row1 * apart, x, 1);
  x = v128.load_lane<f32>(column + row2 * apart, x, 2);
  return v128.load_lane<f32>(column + row3 * apart, x, 3);
}

@inline
function storeLanes(column: usize, apart: usize, x: v128): void {
  v128.store_lane<f32>(column + row0 * apart, x, 0);
  v128.store_lane<f32>(column + row1 * apart, x, 1);
  v128.store_lane<f32>(column + row2 * apart, x, 2);
  v128.store_lane<f32>(column + row3 * apart, x, 3);
}

/** With s the logits less the largest: log Σ eˢ, and the entropy log Σ eˢ − Σ eˢ·s / Σ eˢ, of rows i to i + 3. */
@inline
function look(logits: usize, i: i32, rows: i32, n: i32): void {
  const last = rows - 1;
  row0 = i;
  row1 = min(i + 1, last);
  row2 = min(i + 2, last);
  row3 = min(i + 3, last);
  const apart = <usize>n << 2;
  const end = logits + apart;
  top = lanes(logits, apart);
  for (let column = logits + 4; column < end; column += 4) top = f32x4.max(top, lanes(column, apart));
  let low = f64x2.splat(0);
  let high = low;
  let lowProducts = low;
  let highProducts = low;
  for (let column = logits; column < end; column += 4) {
    const shifted = f32x4.sub(lanes(column, apart), top);
    const power = exp4(shifted);
    const product = f32x4.mul(power, shifted);
    low = f64x2.add(low, f64x2.promote_low_f32x4(power));
    high = f64x2.add(high, f64x2.promote_low_f32x4(upperHalf(power)));
    lowProducts = f64x2.add(lowProducts, f64x2.promote_low_f32x4(product));
    highProducts = f64x2.add(highProducts, f64x2.promote_low_f32x4(upperHalf(product)));
  }
  logTotal = log4(narrowed(low, high));
  entropyOf = f32x4.sub(logTotal, narrowed(f64x2.div(lowProducts, low), f64x2.div(highProducts, high)));
}

/** The logit that was chosen in one row. */
@inline
function chosen(logits: usize, actions: usize, row: usize, n: i32): f32 {
  return f32.load(logits + ((row * n + i32.load(actions + (row << 2))) << 2));
}

export function categorical(logProb: usize, entropy: usize, logits: usize, actions: usize, rows: i32, n: i32): void {
  for (let i = 0; i < rows; i += 4) {
    look(logits, i, rows, n);
    let taken = f32x4.splat(chosen(logits, actions, row0, n));
    taken = f32x4.replace_lane(taken, 1, chosen(logits, actions, row1, n));
    taken = f32x4.replace_lane(taken, 2, chosen(logits, actions, row2, n));
    taken = f32x4.replace_lane(taken, 3, chosen(logits, actions, row3, n));
    storeLanes(logProb, 4, f32x4.sub(f32x4.sub(taken, top), logTotal));
    storeLanes(entropy, 4, entropyOf);
  }
}

export function categoricalGradient(
  out: usize, logits: usize, actions: usize, dLogProb: usize, dEntropy: usize, rows: i32, n: i32,
): void {
  const apart = <usize>n << 2;
  const one = f32x4.splat(1);
  for (let i = 0; i < rows; i += 4) {
    look(logits, i, rows, n);
    const action = lanes(actions, 4);
    const ofLogProb = lanes(dLogProb, 4);
    const ofEntropy = lanes(dEntropy, 4);
    for (let j = 0; j < n; j++) {
      const at = <usize>j << 2;
      const logProbability = f32x4.sub(f32x4.sub(lanes(logits + at, apart), top), logTotal);
      const probability = exp4(logProbability);
      const hot = v128.and(i32x4.eq(action, i32x4.splat(j)), one);
      const information = f32x4.add(logProbability, entropyOf);
      const slope = f32x4.sub(
        f32x4.mul(ofLogProb, f32x4.sub(hot, probability)),
        f32x4.mul(ofEntropy, f32x4.mul(probability, information)),
      );
      storeLanes(out + at, apart, slope);
    }
  }
}
