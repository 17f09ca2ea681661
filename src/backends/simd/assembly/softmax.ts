import { exp4 } from './exp';

/** Softmax of every row, of `n` elements each. */
export function softmax(out: usize, x: usize, rows: i32, n: i32): void {
  const bytes = <usize>n << 2;
  for (let i = 0; i < rows; i++, x += bytes) {
    let top: f32 = f32.load(x);
    for (let at: usize = 4; at < bytes; at += 4) top = max(top, f32.load(x + at));
    const highest = f32x4.splat(top);
    // What the last lanes spill is overwritten by the next row, or lies in the padding.
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(out + at, exp4(f32x4.sub(v128.load(x + at), highest)));
    }
    let total: f64 = 0;
    for (let at: usize = 0; at < bytes; at += 4) total += <f64>f32.load(out + at);
    const divisor = f32x4.splat(<f32>total);
    for (let at: usize = 0; at < bytes; at += 16) v128.store(out + at, f32x4.div(v128.load(out + at), divisor));
    out += bytes;
  }
}
