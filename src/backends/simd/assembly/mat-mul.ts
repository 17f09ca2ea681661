/**
 * One matrix product, out = a · b, in tiles of 4 rows and 8 columns whose sums stay in registers.
 *
 * Eight columns of `b` at a time are copied to a panel where they lie as the tiles read them, which also turns a transposed
 * `b` round; a transposed `a` is only a matter of strides. Every element is the sum over k in order, whatever tile it
 * falls into. That is why the last tile may be moved back to end at the edge: it computes the same bits again. A
 * matrix narrower than a tile spills into rows that are written later, and finally into the padding after the block.
 *
 * All strides are in bytes. @param panel room for 8·k floats.
 */
export function matMul(
  out: usize, a: usize, b: usize, panel: usize, m: i32, k: i32, n: i32,
  aRow: usize, aInner: usize, bInner: usize, bColumn: usize,
): void {
  const outRow = <usize>n << 2;
  for (let done = 0; done < n; done += 8) {
    const j = <usize>max(0, min(done, n - 8));
    fillPanel(panel, b + j * bColumn, k, <i32>min<usize>(8, <usize>n - j), bInner, bColumn);
    const column = out + (j << 2);
    if (m < 4) {
      for (let i = 0; i < m; i++) row(column + <usize>i * outRow, a + <usize>i * aRow, panel, k, aInner);
    } else {
      for (let i = 0; i < m; i += 4) {
        const top = <usize>min(i, m - 4);
        tile(column + top * outRow, a + top * aRow, panel, k, outRow, aRow, aInner);
      }
    }
  }
}

@inline
function fillPanel(panel: usize, b: usize, k: i32, columns: i32, bInner: usize, bColumn: usize): void {
  if (bColumn == 4) {
    for (let p = 0; p < k; p++, panel += 32, b += bInner) {
      v128.store(panel, v128.load(b));
      v128.store(panel, v128.load(b, 16), 16);
    }
    return;
  }
  for (let c = 0; c < 8; c++) {
    let from = b + <usize>c * bColumn;
    let to = panel + (<usize>c << 2);
    for (let p = 0; p < k; p++, to += 32, from += bInner) f32.store(to, c < columns ? f32.load(from) : 0);
  }
}

@inline
function madd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

@inline
function tile(out: usize, a: usize, panel: usize, k: i32, outRow: usize, aRow: usize, aInner: usize): void {
  let a0 = a;
  let a1 = a0 + aRow;
  let a2 = a1 + aRow;
  let a3 = a2 + aRow;
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  const end = panel + (<usize>k << 5);
  while (panel < end) {
    const b0 = v128.load(panel);
    const b1 = v128.load(panel, 16);
    let s = v128.load_splat<f32>(a0);
    c00 = madd(c00, s, b0);
    c01 = madd(c01, s, b1);
    s = v128.load_splat<f32>(a1);
    c10 = madd(c10, s, b0);
    c11 = madd(c11, s, b1);
    s = v128.load_splat<f32>(a2);
    c20 = madd(c20, s, b0);
    c21 = madd(c21, s, b1);
    s = v128.load_splat<f32>(a3);
    c30 = madd(c30, s, b0);
    c31 = madd(c31, s, b1);
    panel += 32;
    a0 += aInner;
    a1 += aInner;
    a2 += aInner;
    a3 += aInner;
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
function row(out: usize, a: usize, panel: usize, k: i32, aInner: usize): void {
  let c0 = f32x4.splat(0);
  let c1 = c0;
  const end = panel + (<usize>k << 5);
  for (; panel < end; panel += 32, a += aInner) {
    const s = v128.load_splat<f32>(a);
    c0 = madd(c0, s, v128.load(panel));
    c1 = madd(c1, s, v128.load(panel, 16));
  }
  v128.store(out, c0);
  v128.store(out, c1, 16);
}
