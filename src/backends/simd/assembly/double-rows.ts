/**
 * Rows of double precision, each padded with zeros to a multiple of eight, so that no loop over one has a tail. What is done
 * to a row is done to each of its numbers alone; sums over a row go through it in order.
 */

/** Doubles from one row of n to the next. */
@inline
export function paddedLength(n: i32): i32 {
  return (n + 7) & ~7;
}

/** The eight numbers that column `column` is one of begin there. */
@inline
export function startOf(column: i32): i32 {
  return column & ~7;
}

@inline
export function at(row: usize, column: i32): f64 {
  return f64.load(row + (<usize>column << 3));
}

@inline
export function put(row: usize, column: i32, value: f64): void {
  f64.store(row + (<usize>column << 3), value);
}

export function clear(row: usize, from: i32, to: i32): void {
  for (let j = from; j < to; j++) put(row, j, 0);
}

/** to ← to + factor · row */
export function addMultiple(to: usize, row: usize, factor: f64, from: i32, end: i32): void {
  const factors = f64x2.splat(factor);
  const last = <usize>end << 3;
  for (let j = <usize>from << 3; j < last; j += 16) {
    v128.store(to + j, f64x2.add(v128.load(to + j), f64x2.mul(factors, v128.load(row + j))));
  }
}

/** to ← to − (a · x + b · y) */
export function subtractTwo(to: usize, a: f64, x: usize, b: f64, y: usize, from: i32, end: i32): void {
  const as = f64x2.splat(a);
  const bs = f64x2.splat(b);
  const last = <usize>end << 3;
  for (let j = <usize>from << 3; j < last; j += 16) {
    const sum = f64x2.add(f64x2.mul(as, v128.load(x + j)), f64x2.mul(bs, v128.load(y + j)));
    v128.store(to + j, f64x2.sub(v128.load(to + j), sum));
  }
}

/** row ← factor · row */
export function multiply(row: usize, factor: f64, from: i32, end: i32): void {
  const factors = f64x2.splat(factor);
  const last = <usize>end << 3;
  for (let j = <usize>from << 3; j < last; j += 16) {
    v128.store(row + j, f64x2.mul(factors, v128.load(row + j)));
  }
}

/** (low, high) ← (c · low − s · high, s · low + c · high) */
export function rotate(low: usize, high: usize, c: f64, s: f64, end: i32): void {
  const cs = f64x2.splat(c);
  const ss = f64x2.splat(s);
  const last = <usize>end << 3;
  for (let j: usize = 0; j < last; j += 16) {
    const a = v128.load(low + j);
    const b = v128.load(high + j);
    v128.store(high + j, f64x2.add(f64x2.mul(ss, a), f64x2.mul(cs, b)));
    v128.store(low + j, f64x2.sub(f64x2.mul(cs, a), f64x2.mul(ss, b)));
  }
}

export function dot(x: usize, y: usize, from: i32, to: i32): f64 {
  let sum: f64 = 0;
  for (let j = from; j < to; j++) sum += at(x, j) * at(y, j);
  return sum;
}

/** A matrix of single precision, as rows. @returns whether all of it is finite. */
export function widen(to: usize, x: usize, rows: i32, columns: i32): bool {
  const length = paddedLength(columns);
  let finite = true;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, x += 4) {
      const number = f32.load(x);
      finite = finite && number - number == 0;
      put(to, j, <f64>number);
    }
    clear(to, columns, length);
    to += <usize>length << 3;
  }
  return finite;
}

export function fillNaN(out: usize, count: i32): void {
  for (let i = 0; i < count; i++, out += 4) f32.store(out, NaN);
}
