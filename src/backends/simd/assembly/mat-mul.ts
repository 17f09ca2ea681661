/** Bytes between neighbours, where another parameter is an address. */
type Stride = usize;

/** Bytes of a processor's first cache of data, of which a matrix takes most. */
const firstCache: usize = 1 << 15;

/**
 * One matrix product, out = a · b. Every element is the sum over k in order, whatever tile it falls into, so that it has
 * the same bits whatever stands around it. That is why a last tile may be moved back to end at the edge: it computes the
 * same bits again. A matrix narrower than a tile spills into rows that are written later, and finally into the padding
 * after the block.
 *
 * All strides are in bytes. @param room for (8 · ⌈n / 8⌉ + 16) · k floats.
 */
export function matMul(
  out: usize, a: usize, b: usize, room: usize, m: i32, k: i32, n: i32,
  aRow: Stride, aInner: Stride, bInner: Stride, bColumn: Stride,
): void {
  if (n <= 4 && m >= 16) {
    narrow(out, a, b, room, m, k, n, aRow, aInner, bInner, bColumn);
    return;
  }
  if (m < 4 && bColumn == 4) {
    const outRow = <usize>n << 2;
    const isLarge = <usize>k * outRow > firstCache;
    for (let r = 0; r < m; r++, out += outRow, a += aRow) {
      if (isLarge) vectorTimesRows(out, a, b, k, n, aInner, bInner);
      else vectorTimes(out, a, b, k, n, aInner, bInner);
    }
    return;
  }
  // For a few rows it does not pay to copy `b`.
  const inPlace = m <= 8 && bColumn == 4;
  const panelBytes = <usize>k << 5;
  let rows = room;
  if (!inPlace) {
    for (let done = 0; done < n; done += 8, rows += panelBytes) {
      const j = <usize>max(0, min(done, n - 8));
      fillPanel(rows, b + j * bColumn, k, <i32>min<usize>(8, <usize>n - j), bInner, bColumn);
    }
  }
  const outRow = <usize>n << 2;
  for (let i = 0; i < m; i += 4) {
    const top = <usize>max(0, min(i, m - 4));
    const from = a + top * aRow;
    if (m >= 4) interleave(rows, 16, from, from + aRow, from + 2 * aRow, from + 3 * aRow, k, aRow, aInner);
    let panel = room;
    for (let done = 0; done < n; done += 8, panel += panelBytes) {
      const at = <usize>max(0, min(done, n - 8)) << 2;
      const to = out + top * outRow + at;
      if (m < 4) {
        for (let r: usize = 0; r < <usize>m; r++) {
          row(to + r * outRow, from + r * aRow, panel, k, aInner, 32);
        }
      } else if (inPlace) {
        tile(to, rows, b + at, k, outRow, bInner);
      } else {
        tile(to, rows, panel, k, outRow, 32);
      }
    }
  }
}

/** Eight columns of `b` side by side, as the tiles read them. Where there are fewer, the last is there again. */
@inline
function fillPanel(panel: usize, b: usize, k: i32, columns: i32, bInner: usize, bColumn: usize): void {
  const last = <usize>(columns - 1);
  for (let c: usize = 0; c < 8; c += 4) {
    const b0 = b + min(c, last) * bColumn;
    const b1 = b + min(c + 1, last) * bColumn;
    const b2 = b + min(c + 2, last) * bColumn;
    const b3 = b + min(c + 3, last) * bColumn;
    interleave(panel + (c << 2), 32, bColumn == 4 ? b + (c << 2) : b0, b1, b2, b3, k, bColumn, bInner);
  }
}

/** Four rows of k numbers, `apart` from each other, as k vectors of one number of each. Either stride is that of a float. */
@inline
function interleave(
  to: usize, step: usize, x0: usize, x1: usize, x2: usize, x3: usize, k: i32, apart: usize, inner: usize,
): void {
  if (apart == 4) {
    for (let p = 0; p < k; p++, to += step, x0 += inner) v128.store(to, v128.load(x0));
    return;
  }
  let p = 4;
  for (; p <= k; p += 4, x0 += 16, x1 += 16, x2 += 16, x3 += 16) {
    const r0 = v128.load(x0);
    const r1 = v128.load(x1);
    const r2 = v128.load(x2);
    const r3 = v128.load(x3);
    const low01 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
    const low23 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
    const high01 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
    const high23 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<i64>(low01, low23, 0, 2));
    to += step;
    v128.store(to, v128.shuffle<i64>(low01, low23, 1, 3));
    to += step;
    v128.store(to, v128.shuffle<i64>(high01, high23, 0, 2));
    to += step;
    v128.store(to, v128.shuffle<i64>(high01, high23, 1, 3));
    to += step;
  }
  for (p -= 4; p < k; p++, to += step, x0 += 4, x1 += 4, x2 += 4, x3 += 4) {
    f32.store(to, f32.load(x0));
    f32.store(to, f32.load(x1), 4);
    f32.store(to, f32.load(x2), 8);
    f32.store(to, f32.load(x3), 12);
  }
}

@inline
function madd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

/**
 * Four rows, which lie interleaved, times eight columns. No more than this in a turn: V8 loads everything that a turn needs
 * before it computes, and there are fifteen registers.
 */
@inline
function tile(out: usize, a: usize, b: usize, k: i32, outRow: usize, step: usize): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  const end = a + (<usize>k << 4);
  for (; a < end; a += 16, b += step) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let s = v128.load_splat<f32>(a);
    c00 = madd(c00, s, b0);
    c01 = madd(c01, s, b1);
    s = v128.load_splat<f32>(a, 4);
    c10 = madd(c10, s, b0);
    c11 = madd(c11, s, b1);
    s = v128.load_splat<f32>(a, 8);
    c20 = madd(c20, s, b0);
    c21 = madd(c21, s, b1);
    s = v128.load_splat<f32>(a, 12);
    c30 = madd(c30, s, b0);
    c31 = madd(c31, s, b1);
  }
  v128.store(out, c00);
  v128.store(out, c01, 16);
  out += outRow;
  v128.store(out, c10);
  v128.store(out, c11, 16);
  out += outRow;
  v128.store(out, c20);
  v128.store(out, c21, 16);
  out += outRow;
  v128.store(out, c30);
  v128.store(out, c31, 16);
}

@inline
function row(out: usize, a: usize, b: usize, k: i32, aInner: usize, step: usize): void {
  let c0 = f32x4.splat(0);
  let c1 = c0;
  for (let p = 0; p < k; p++, a += aInner, b += step) {
    const s = v128.load_splat<f32>(a);
    c0 = madd(c0, s, v128.load(b));
    c1 = madd(c1, s, v128.load(b, 16));
  }
  v128.store(out, c0);
  v128.store(out, c1, 16);
}

/** One row times a matrix whose rows lie as they are, a cache line of each at a time. */
function vectorTimes(out: usize, a: usize, b: usize, k: i32, n: i32, aInner: usize, bInner: usize): void {
  let done = 0;
  for (; done + 16 <= n; done += 16, out += 64, b += 64) {
    let c0 = f32x4.splat(0);
    let c1 = c0;
    let c2 = c0;
    let c3 = c0;
    let at = a;
    let from = b;
    for (let p = 0; p < k; p++, at += aInner, from += bInner) {
      const s = v128.load_splat<f32>(at);
      c0 = madd(c0, s, v128.load(from));
      c1 = madd(c1, s, v128.load(from, 16));
      c2 = madd(c2, s, v128.load(from, 32));
      c3 = madd(c3, s, v128.load(from, 48));
    }
    v128.store(out, c0);
    v128.store(out, c1, 16);
    v128.store(out, c2, 32);
    v128.store(out, c3, 48);
  }
  for (; done < n; done += 8, out += 32, b += 32) row(out, a, b, k, aInner, bInner);
}

/**
 * One row times a matrix that no first cache holds, read once in the order in which it lies: memory hands out one stream
 * nearly three times as fast as strips, and that is all the time there is.
 */
function vectorTimesRows(out: usize, a: usize, b: usize, k: i32, n: i32, aInner: usize, bInner: usize): void {
  const whole = out + (<usize>(n & ~15) << 2);
  const end = out + (<usize>n << 2);
  for (let to = out; to < end; to += 16) v128.store(to, f32x4.splat(0));
  for (let p = 0; p < k; p++, a += aInner, b += bInner) {
    const s = v128.load_splat<f32>(a);
    let to = out;
    let from = b;
    for (; to < whole; to += 64, from += 64) {
      addTimes(to, s, from);
      addTimes(to + 16, s, from + 16);
      addTimes(to + 32, s, from + 32);
      addTimes(to + 48, s, from + 48);
    }
    for (; to < end; to += 16, from += 16) addTimes(to, s, from);
  }
}

@inline
function addTimes(out: usize, s: v128, b: usize): void {
  v128.store(out, madd(v128.load(out), s, v128.load(b)));
}

/** A product of few columns, sixteen rows at a time: the lanes are rows, which are interleaved unless they lie so. */
@inline
function narrow(
  out: usize, a: usize, b: usize, room: usize, m: i32, k: i32, n: i32,
  aRow: usize, aInner: usize, bInner: usize, bColumn: usize,
): void {
  const outRow = <usize>n << 2;
  for (let i = 0; i < m; i += 16) {
    const top = <usize>min(i, m - 16);
    const from = a + top * aRow;
    if (aRow != 4) {
      for (let r: usize = 0; r < 16; r += 4) {
        const x = from + r * aRow;
        interleave(room + (r << 2), 64, x, x + aRow, x + 2 * aRow, x + 3 * aRow, k, aRow, aInner);
      }
    }
    for (let j: usize = 0; j < <usize>n; j++) {
      const to = out + top * outRow + (j << 2);
      if (aRow == 4) column(to, from, b + j * bColumn, k, aInner, bInner, outRow);
      else column(to, room, b + j * bColumn, k, 64, bInner, outRow);
    }
  }
}

/** Sixteen rows side by side, times one column. */
@inline
function column(out: usize, a: usize, b: usize, k: i32, aInner: usize, bInner: usize, outRow: usize): void {
  let c0 = f32x4.splat(0);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  for (let p = 0; p < k; p++, a += aInner, b += bInner) {
    const s = v128.load_splat<f32>(b);
    c0 = madd(c0, v128.load(a), s);
    c1 = madd(c1, v128.load(a, 16), s);
    c2 = madd(c2, v128.load(a, 32), s);
    c3 = madd(c3, v128.load(a, 48), s);
  }
  storeDown(out, c0, outRow);
  storeDown(out + 4 * outRow, c1, outRow);
  storeDown(out + 8 * outRow, c2, outRow);
  storeDown(out + 12 * outRow, c3, outRow);
}

@inline
function storeDown(out: usize, x: v128, outRow: usize): void {
  v128.store_lane<f32>(out, x, 0);
  v128.store_lane<f32>(out + outRow, x, 1);
  v128.store_lane<f32>(out + 2 * outRow, x, 2);
  v128.store_lane<f32>(out + 3 * outRow, x, 3);
}
