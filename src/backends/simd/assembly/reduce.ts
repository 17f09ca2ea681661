/**
 * Reductions of the middle one of three axes, [outer, n, inner] → [outer, inner]. The order in which an element's terms are
 * taken depends on n alone (and on whether they lie side by side), never on its neighbours.
 */
import { narrowed, upperHalf } from './lanes';
import { sumRow } from './sums';

/** Sums in double precision, divided by `divisor` and rounded once. */
export function sum(out: usize, x: usize, outer: i32, n: i32, inner: i32, divisor: f64): void {
  if (inner == 1) {
    for (let o = 0; o < outer; o++, out += 4, x += <usize>n << 2) f32.store(out, <f32>(sumRow(x, n) / divisor));
    return;
  }
  const by = f64x2.splat(divisor);
  const line = <usize>inner << 2;
  for (let o = 0; o < outer; o++, out += line, x += line * <usize>n) {
    for (let j: usize = 0; j < line; j += 16) {
      let low = f64x2.splat(0);
      let high = f64x2.splat(0);
      let from = x + j;
      for (let i = 0; i < n; i++, from += line) {
        const four = v128.load(from);
        low = f64x2.add(low, f64x2.promote_low_f32x4(four));
        high = f64x2.add(high, f64x2.promote_low_f32x4(upperHalf(four)));
      }
      // What the last lanes spill is overwritten by the next line, or lies in the padding.
      v128.store(out + j, narrowed(f64x2.div(low, by), f64x2.div(high, by)));
    }
  }
}

@inline
function pick(largest: bool, a: v128, b: v128): v128 {
  return largest ? f32x4.max(a, b) : f32x4.min(a, b);
}

@inline
function extreme(largest: bool, out: usize, x: usize, outer: i32, n: i32, inner: i32): void {
  if (inner == 1) {
    for (let o = 0; o < outer; o++, out += 4, x += <usize>n << 2) f32.store(out, extremeOfRow(largest, x, n));
    return;
  }
  const line = <usize>inner << 2;
  for (let o = 0; o < outer; o++, out += line, x += line * <usize>n) {
    for (let j: usize = 0; j < line; j += 16) {
      let from = x + j;
      let best = v128.load(from);
      for (let i = 1; i < n; i++) {
        from += line;
        best = pick(largest, best, v128.load(from));
      }
      v128.store(out + j, best);
    }
  }
}

@inline
function extremeOfRow(largest: bool, x: usize, n: i32): f32 {
  if (n < 4) {
    let best = f32.load(x);
    for (let i = 1; i < n; i++) {
      const next = f32.load(x + (<usize>i << 2));
      best = largest ? max(best, next) : min(best, next);
    }
    return best;
  }
  let four = v128.load(x);
  // The last four may overlap those before: seeing an element twice changes nothing.
  for (let i = 4; i < n; i += 4) four = pick(largest, four, v128.load(x + (<usize>min(i, n - 4) << 2)));
  const two = pick(largest, four, v128.shuffle<i32>(four, four, 2, 3, 0, 1));
  return f32x4.extract_lane(pick(largest, two, v128.shuffle<i32>(two, two, 1, 0, 3, 2)), 0);
}

export function largest(out: usize, x: usize, outer: i32, n: i32, inner: i32): void {
  extreme(true, out, x, outer, n, inner);
}

export function smallest(out: usize, x: usize, outer: i32, n: i32, inner: i32): void {
  extreme(false, out, x, outer, n, inner);
}
