/** What the statistics of gradients need of the numbers of one layer of one member, all sums in one pass. */
import { firstLanes, largestLane, sumPair, upperHalf } from './lanes';

/** Two running sums in double precision, of the lower and the upper lanes, as one is not enough to keep the adders busy. */
@inline
function lower(total: v128, four: v128): v128 {
  return f64x2.add(total, f64x2.promote_low_f32x4(four));
}

@inline
function upper(total: v128, four: v128): v128 {
  return f64x2.add(total, f64x2.promote_low_f32x4(upperHalf(four)));
}

@inline
function store(out: usize, low: v128, high: v128): void {
  f32.store(out, <f32>sumPair(f64x2.add(low, high)));
}

/**
 * Leaves Σg, Σs, max m, Σg², Σg·p, Σp², Σ(b − a)² and Σb², of the sums g, squares s and largest magnitudes m of gradients,
 * the sums p before them, and the parameters a and b before and after. Products are rounded to single precision, sums once.
 */
export function layerSums(
  out: usize, g: usize, s: usize, m: usize, p: usize, a: usize, b: usize, length: i32,
): void {
  let g0 = f64x2.splat(0), g1 = g0;
  let s0 = g0, s1 = g0;
  let gg0 = g0, gg1 = g0;
  let gp0 = g0, gp1 = g0;
  let pp0 = g0, pp1 = g0;
  let moved0 = g0, moved1 = g0;
  let bb0 = g0, bb1 = g0;
  let largest = f32x4.splat(0);
  for (let i = 0; i < length; i += 4, g += 16, s += 16, m += 16, p += 16, a += 16, b += 16) {
    const inside = firstLanes(length - i);
    const gradient = v128.and(v128.load(g), inside);
    const previous = v128.and(v128.load(p), inside);
    const after = v128.and(v128.load(b), inside);
    const move = v128.and(f32x4.sub(after, v128.load(a)), inside);
    const squares = v128.and(v128.load(s), inside);
    largest = f32x4.max(largest, v128.and(v128.load(m), inside));
    g0 = lower(g0, gradient);
    g1 = upper(g1, gradient);
    s0 = lower(s0, squares);
    s1 = upper(s1, squares);
    const own = f32x4.mul(gradient, gradient);
    gg0 = lower(gg0, own);
    gg1 = upper(gg1, own);
    const dot = f32x4.mul(gradient, previous);
    gp0 = lower(gp0, dot);
    gp1 = upper(gp1, dot);
    const old = f32x4.mul(previous, previous);
    pp0 = lower(pp0, old);
    pp1 = upper(pp1, old);
    const moved = f32x4.mul(move, move);
    moved0 = lower(moved0, moved);
    moved1 = upper(moved1, moved);
    const parameters = f32x4.mul(after, after);
    bb0 = lower(bb0, parameters);
    bb1 = upper(bb1, parameters);
  }
  store(out, g0, g1);
  store(out + 4, s0, s1);
  f32.store(out + 8, largestLane(largest));
  store(out + 12, gg0, gg1);
  store(out + 16, gp0, gp1);
  store(out + 20, pp0, pp1);
  store(out + 24, moved0, moved1);
  store(out + 28, bb0, bb1);
}
