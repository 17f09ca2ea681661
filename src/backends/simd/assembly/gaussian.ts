/** Diagonal Gaussians of one member: `rows` actions of `n` numbers, whose log standard deviations all rows share. */
import { exp4 } from './exp';
import { firstLanes, narrowed, sumLanes, upperHalf } from './lanes';

const halfLog2Pi: f32 = 0.9189385332046727;

@inline
function standardized(action: usize, mean: usize, deviation: v128): v128 {
  return f32x4.div(f32x4.sub(v128.load(action), v128.load(mean)), deviation);
}

export function gaussian(
  logProb: usize, entropy: usize, means: usize, logStd: usize, actions: usize, rows: i32, n: i32,
): void {
  const bytes = <usize>n << 2;
  const constant = f32x4.splat(halfLog2Pi);
  const half = f32x4.splat(0.5);
  for (let row = 0; row < rows; row++, logProb += 4, means += bytes, actions += bytes) {
    let total: f64 = 0;
    for (let i = 0; i < n; i += 4) {
      const at = <usize>i << 2;
      const spread = v128.load(logStd + at);
      const z = standardized(actions + at, means + at, exp4(spread));
      const terms = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(z, z), half), spread), constant);
      total += sumLanes(v128.and(terms, firstLanes(n - i)));
    }
    f32.store(logProb, <f32>-total);
  }
  let total: f64 = 0;
  for (let i = 0; i < n; i++) total += <f64>(f32.load(logStd + (<usize>i << 2)) + (<f32>0.5 + halfLog2Pi));
  f32.store(entropy, <f32>total);
}

/** Four columns at a time, so that their sums over the rows stay in registers, in double precision. */
export function gaussianGradient(
  ofMeans: usize, ofLogStd: usize, means: usize, logStd: usize, actions: usize, dLogProb: usize, dEntropy: usize,
  rows: i32, n: i32,
): void {
  const line = <usize>n << 2;
  const one = f32x4.splat(1);
  const ofEntropy = v128.load_splat<f32>(dEntropy);
  for (let at: usize = 0; at < line; at += 16) {
    const deviation = exp4(v128.load(logStd + at));
    let low = f64x2.splat(0);
    let high = low;
    let from = at;
    for (let row = 0; row < rows; row++, from += line) {
      const slope = v128.load_splat<f32>(dLogProb + (<usize>row << 2));
      const z = standardized(actions + from, means + from, deviation);
      storeRow(ofMeans + from, f32x4.div(f32x4.mul(slope, z), deviation), <i32>((line - at) >> 2));
      const ofSpread = f32x4.mul(slope, f32x4.sub(f32x4.mul(z, z), one));
      low = f64x2.add(low, f64x2.promote_low_f32x4(ofSpread));
      high = f64x2.add(high, f64x2.promote_low_f32x4(upperHalf(ofSpread)));
    }
    v128.store(ofLogStd + at, f32x4.add(narrowed(low, high), ofEntropy));
  }
}

/** Stores the lanes that are still in the row, and leaves what lies beyond as it is. */
@inline
function storeRow(out: usize, x: v128, left: i32): void {
  v128.store(out, v128.bitselect(x, v128.load(out), firstLanes(left)));
}
