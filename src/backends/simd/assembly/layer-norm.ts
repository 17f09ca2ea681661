import { firstLanes, sumPair, upperHalf } from './lanes';
import { sumRow, sumSquares } from './sums';

/** 1 / √(variance + eps) of a row of n numbers, with the population variance. */
@inline
function factorOf(x: usize, n: i32, center: f32, eps: f64): v128 {
  return f32x4.splat(<f32>(1 / sqrt<f64>(sumSquares(x, n, center) / <f64>n + eps)));
}

/** (x − mean) / √(variance + eps) · scale of every row. What the last vector of a row spills is written later. */
export function normalizeRows(out: usize, x: usize, scale: usize, rows: i32, n: i32, eps: f64): void {
  const line = <usize>n << 2;
  for (let row = 0; row < rows; row++, x += line, out += line) {
    const center = <f32>(sumRow(x, n) / <f64>n);
    const factor = factorOf(x, n, center, eps);
    const mean = f32x4.splat(center);
    for (let at: usize = 0; at < line; at += 16) {
      const normalized = f32x4.mul(f32x4.sub(v128.load(x + at), mean), factor);
      v128.store(out + at, f32x4.mul(normalized, v128.load(scale + at)));
    }
  }
}

/**
 * With x̂ the normalised row, f its factor and g = dz · scale: f · (g − mean g − x̂ · mean(g · x̂)) to `ofX`, and dz · x̂,
 * whose sum over the rows is the slope in the scale, to `along`.
 */
export function normalizeRowsSlopes(
  ofX: usize,
  along: usize,
  dz: usize,
  x: usize,
  scale: usize,
  rows: i32,
  n: i32,
  eps: f64,
): void {
  const line = <usize>n << 2;
  const zero = f64x2.splat(0);
  for (let row = 0; row < rows; row++, x += line, dz += line, ofX += line, along += line) {
    const center = <f32>(sumRow(x, n) / <f64>n);
    const factor = factorOf(x, n, center, eps);
    const mean = f32x4.splat(center);
    let sumG = zero;
    let sumAlong = zero;
    for (let at: usize = 0; at < line; at += 16) {
      const normalized = f32x4.mul(f32x4.sub(v128.load(x + at), mean), factor);
      const slope = v128.load(dz + at);
      const byScale = f32x4.mul(slope, normalized);
      v128.store(along + at, byScale);
      const inRow = firstLanes(n - <i32>(at >> 2));
      const weights = v128.load(scale + at);
      const g = v128.and(f32x4.mul(slope, weights), inRow);
      const gAlong = v128.and(f32x4.mul(byScale, weights), inRow);
      sumG = f64x2.add(sumG, f64x2.add(f64x2.promote_low_f32x4(g), f64x2.promote_low_f32x4(upperHalf(g))));
      sumAlong = f64x2.add(
        sumAlong,
        f64x2.add(f64x2.promote_low_f32x4(gAlong), f64x2.promote_low_f32x4(upperHalf(gAlong))),
      );
    }
    const meanG = f32x4.splat(<f32>(sumPair(sumG) / <f64>n));
    const meanAlong = f32x4.splat(<f32>(sumPair(sumAlong) / <f64>n));
    for (let at: usize = 0; at < line; at += 16) {
      const normalized = f32x4.mul(f32x4.sub(v128.load(x + at), mean), factor);
      const g = f32x4.mul(v128.load(dz + at), v128.load(scale + at));
      const across = f32x4.sub(f32x4.sub(g, meanG), f32x4.mul(normalized, meanAlong));
      v128.store(ofX + at, f32x4.mul(across, factor));
    }
  }
}
