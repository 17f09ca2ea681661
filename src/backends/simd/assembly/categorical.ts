/**
 * A choice among `n` actions, row by row: log-probability and entropy from logits, and their slopes. What the last vector
 * of a row spills is overwritten by the next row, or lies in the padding.
 */
import { exp4 } from './exp';
import { firstLanes, sumLanes } from './lanes';
import { log4 } from './log';

@inline
function largestOf(row: usize, bytes: usize): f32 {
  let top = f32.load(row);
  for (let at: usize = 4; at < bytes; at += 4) top = max(top, f32.load(row + at));
  return top;
}

/** With s the logits less the largest: Σ eˢ, and Σ eˢ·s, which with it gives the entropy. */
let powers: f64 = 0;
let products: f64 = 0;

@inline
function sumRow(row: usize, n: i32, top: v128): void {
  powers = 0;
  products = 0;
  for (let i = 0; i < n; i += 4, row += 16) {
    const inRow = firstLanes(n - i);
    const shifted = f32x4.sub(v128.load(row), top);
    const power = exp4(shifted);
    powers += sumLanes(v128.and(power, inRow));
    products += sumLanes(v128.and(f32x4.mul(power, shifted), inRow));
  }
}

@inline
function log1(x: f32): f32 {
  return f32x4.extract_lane(log4(f32x4.splat(x)), 0);
}

export function categorical(logProb: usize, entropy: usize, logits: usize, actions: usize, rows: i32, n: i32): void {
  const bytes = <usize>n << 2;
  const end = logProb + (<usize>rows << 2);
  for (; logProb < end; logProb += 4, entropy += 4, actions += 4, logits += bytes) {
    const top = largestOf(logits, bytes);
    sumRow(logits, n, f32x4.splat(top));
    const logPowers = log1(<f32>powers);
    const chosen = f32.load(logits + (<usize>i32.load(actions) << 2)) - top;
    f32.store(logProb, chosen - logPowers);
    f32.store(entropy, <f32>(<f64>logPowers - products / powers));
  }
}

export function categoricalGradient(
  out: usize, logits: usize, actions: usize, dLogProb: usize, dEntropy: usize, rows: i32, n: i32,
): void {
  const bytes = <usize>n << 2;
  const one = f32x4.splat(1);
  for (let row = 0; row < rows; row++, dLogProb += 4, dEntropy += 4, actions += 4, logits += bytes, out += bytes) {
    const top = f32x4.splat(largestOf(logits, bytes));
    sumRow(logits, n, top);
    const logPowers = log1(<f32>powers);
    const entropy = f32x4.splat(<f32>(<f64>logPowers - products / powers));
    const total = f32x4.splat(<f32>powers);
    const logTotal = f32x4.splat(logPowers);
    const action = i32x4.splat(i32.load(actions));
    const ofLogProb = v128.load_splat<f32>(dLogProb);
    const ofEntropy = v128.load_splat<f32>(dEntropy);
    for (let i = 0; i < n; i += 4) {
      const at = <usize>i << 2;
      const shifted = f32x4.sub(v128.load(logits + at), top);
      const probability = f32x4.div(exp4(shifted), total);
      const hot = v128.and(i32x4.eq(i32x4.add(i32x4(0, 1, 2, 3), i32x4.splat(i)), action), one);
      const information = f32x4.add(f32x4.sub(shifted, logTotal), entropy);
      const slope = f32x4.sub(
        f32x4.mul(ofLogProb, f32x4.sub(hot, probability)),
        f32x4.mul(ofEntropy, f32x4.mul(probability, information)),
      );
      v128.store(out + at, slope);
    }
  }
}
