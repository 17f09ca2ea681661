/**
 * What optimizers and those who watch them do to whole vectors, in one pass over one member's numbers each. What lives on from
 * step to step may be written in the place of what it is computed from, and nothing beyond it; elsewhere the last lanes reach
 * into what is written later or into the padding after the block.
 */
import { firstLanes, largestLane, storeBefore } from './lanes';
import { sumSquares } from './sums';

/** keep · memory + take · news */
export function blend(out: usize, memory: usize, news: usize, length: i32, keep: f32, take: f32): void {
  const k = f32x4.splat(keep);
  const t = f32x4.splat(take);
  const end = out + (<usize>length << 2);
  for (; out < end; out += 16, memory += 16, news += 16) {
    storeBefore(end, out, f32x4.add(f32x4.mul(v128.load(memory), k), f32x4.mul(v128.load(news), t)));
  }
}

/** Moving averages of a gradient and of its square. */
export function moments(
  nextM: usize, nextV: usize, m: usize, v: usize, gradient: usize, length: i32,
  keepM: f32, takeM: f32, keepV: f32, takeV: f32,
): void {
  const km = f32x4.splat(keepM);
  const tm = f32x4.splat(takeM);
  const kv = f32x4.splat(keepV);
  const tv = f32x4.splat(takeV);
  const end = nextM + (<usize>length << 2);
  const endV = nextV + (<usize>length << 2);
  for (; nextM < end; nextM += 16, nextV += 16, m += 16, v += 16, gradient += 16) {
    const g = v128.load(gradient);
    const first = f32x4.add(f32x4.mul(v128.load(m), km), f32x4.mul(g, tm));
    const second = f32x4.add(f32x4.mul(v128.load(v), kv), f32x4.mul(f32x4.mul(g, g), tv));
    storeBefore(end, nextM, first);
    storeBefore(endV, nextV, second);
  }
}

/** numerator / (root · √square + eps) */
export function overRoot(out: usize, numerator: usize, square: usize, length: i32, root: f32, eps: f32): void {
  const r = f32x4.splat(root);
  const e = f32x4.splat(eps);
  const end = out + (<usize>length << 2);
  for (; out < end; out += 16, numerator += 16, square += 16) {
    const below = f32x4.add(f32x4.mul(f32x4.sqrt(v128.load(square)), r), e);
    v128.store(out, f32x4.div(v128.load(numerator), below));
  }
}

/** x · min(1, limit / (‖x‖ + 10⁻⁶)), the norm summed in double precision. */
export function clipNorm(out: usize, x: usize, length: i32, limit: f32): void {
  const end = out + (<usize>length << 2);
  const norm = sqrt<f32>(<f32>sumSquares(x, length, 0));
  const factor = f32x4.splat(min<f32>(limit / (norm + <f32>1e-6), 1));
  for (; out < end; out += 16, x += 16) v128.store(out, f32x4.mul(v128.load(x), factor));
}

/** Sums of a gradient and of its square, and its largest magnitude, with one more gradient. */
export function watchGradient(
  nextSum: usize, nextSquares: usize, nextLargest: usize,
  sum: usize, squares: usize, largest: usize, gradient: usize, length: i32,
): void {
  const bytes = <usize>length << 2;
  const end = nextSum + bytes;
  const endSquares = nextSquares + bytes;
  const endLargest = nextLargest + bytes;
  for (; nextSum < end; nextSum += 16, nextSquares += 16, nextLargest += 16) {
    const g = v128.load(gradient);
    const added = f32x4.add(v128.load(sum), g);
    const addedSquares = f32x4.add(v128.load(squares), f32x4.mul(g, g));
    const most = f32x4.max(v128.load(largest), f32x4.abs(g));
    storeBefore(end, nextSum, added);
    storeBefore(endSquares, nextSquares, addedSquares);
    storeBefore(endLargest, nextLargest, most);
    sum += 16;
    squares += 16;
    largest += 16;
    gradient += 16;
  }
}

export function largestMagnitude(out: usize, x: usize, length: i32): void {
  let four = f32x4.splat(0);
  for (let i = 0; i < length; i += 4) {
    four = f32x4.max(four, v128.and(f32x4.abs(v128.load(x + (<usize>i << 2))), firstLanes(length - i)));
  }
  f32.store(out, largestLane(four));
}
