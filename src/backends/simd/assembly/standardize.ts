import { firstLanes } from './lanes';
import { sumRow, sumSquares } from './sums';

/**
 * standardized · (x − mean) / (deviation + eps) + raw · x of every row of n numbers, in place, with the sample standard
 * deviation. Sums are in double precision. A row's last vector leaves what lies beyond the row as it is.
 */
export function standardizeRows(x: usize, rows: i32, n: i32, eps: f32, standardized: f32, raw: f32): void {
  const share = f32x4.splat(raw);
  for (let row = 0; row < rows; row++) {
    const center = <f32>(sumRow(x, n) / <f64>n);
    const mean = f32x4.splat(center);
    const deviation = sqrt<f32>(<f32>(sumSquares(x, n, center) / <f64>(n - 1)));
    const factor = f32x4.splat(standardized / (deviation + eps));
    for (let i = 0; i < n; i += 4, x += 16) {
      const old = v128.load(x);
      const mixed = f32x4.add(f32x4.mul(f32x4.sub(old, mean), factor), f32x4.mul(share, old));
      v128.store(x, v128.bitselect(mixed, old, firstLanes(n - i)));
    }
    x -= <usize>((4 - (n & 3)) & 3) << 2;
  }
}
