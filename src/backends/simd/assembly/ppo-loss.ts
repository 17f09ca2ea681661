/** PPO's loss of one member, and its slopes; `agents/ppo-loss.ts` has the formulas. */
import { exp4 } from './exp';
import { firstLanes, sumLanes } from './lanes';

@inline
function clamp(x: v128, low: v128, high: v128): v128 {
  return f32x4.pmin(f32x4.pmax(x, low), high);
}

@inline
function both(x: v128, low: v128, high: v128): v128 {
  return v128.and(f32x4.ge(x, low), f32x4.le(x, high));
}

/** The share of the first in the slope of max(a, b): 1, 0, or ½ on a tie. */
@inline
function shareOfFirst(a: v128, b: v128): v128 {
  const half = f32x4.splat(0.5);
  return f32x4.add(v128.and(f32x4.ge(a, b), half), v128.and(f32x4.gt(a, b), half));
}

/**
 * @param total and the five after it: one number each.
 * @param shared whether `entropy` is one number for all rows.
 * @param bounded whether the value's loss is clipped.
 */
export function ppoLoss(
  total: usize, policyLoss: usize, valueLoss: usize, meanEntropy: usize, approxKl: usize, clipFraction: usize,
  logProb: usize, entropy: usize, values: usize,
  logProbs: usize, advantages: usize, returns: usize, oldValues: usize, weights: usize,
  rows: i32, shared: bool, clip: f32, bounded: bool, entropyWeight: f32, valueWeight: f32,
): void {
  const one = f32x4.splat(1);
  const range = f32x4.splat(clip);
  const low = f32x4.splat(1 - clip);
  const high = f32x4.splat(1 + clip);
  let policy: f64 = 0;
  let value: f64 = 0;
  let spread: f64 = 0;
  let divergence: f64 = 0;
  let outside: f64 = 0;
  for (let i = 0; i < rows; i += 4) {
    const at = <usize>i << 2;
    const inRow = firstLanes(rows - i);
    const weight = v128.load(weights + at);
    const logRatio = f32x4.sub(v128.load(logProb + at), v128.load(logProbs + at));
    const ratio = exp4(logRatio);
    const loss = f32x4.neg(v128.load(advantages + at));
    const clipped = f32x4.mul(loss, clamp(ratio, low, high));
    policy += sumLanes(v128.and(f32x4.mul(f32x4.max(f32x4.mul(loss, ratio), clipped), weight), inRow));
    const moved = f32x4.sub(ratio, one);
    divergence += sumLanes(v128.and(f32x4.mul(f32x4.sub(moved, logRatio), weight), inRow));
    outside += sumLanes(v128.and(v128.and(f32x4.gt(f32x4.abs(moved), range), weight), inRow));

    const now = v128.load(values + at);
    const target = v128.load(returns + at);
    const error = f32x4.sub(now, target);
    let square = f32x4.mul(error, error);
    if (bounded) {
      const before = v128.load(oldValues + at);
      const move = clamp(f32x4.sub(now, before), f32x4.neg(range), range);
      const other = f32x4.sub(f32x4.add(before, move), target);
      square = f32x4.max(square, f32x4.mul(other, other));
    }
    value += sumLanes(v128.and(f32x4.mul(square, weight), inRow));
    if (!shared) spread += sumLanes(v128.and(f32x4.mul(v128.load(entropy + at), weight), inRow));
  }
  const halfError = <f32>value * 0.5;
  const bonus = shared ? f32.load(entropy) : <f32>spread;
  f32.store(total, <f32>policy - bonus * entropyWeight + halfError * valueWeight);
  f32.store(policyLoss, <f32>policy);
  f32.store(valueLoss, halfError);
  f32.store(meanEntropy, bonus);
  f32.store(approxKl, <f32>divergence);
  f32.store(clipFraction, <f32>outside);
}

/** What the last vectors spill is overwritten by the next member, or lies in the padding. */
export function ppoLossGradient(
  ofLogProb: usize, ofEntropy: usize, ofValues: usize, dTotal: usize, logProb: usize, values: usize,
  logProbs: usize, advantages: usize, returns: usize, oldValues: usize, weights: usize,
  rows: i32, shared: bool, clip: f32, bounded: bool, entropyWeight: f32, valueWeight: f32,
): void {
  const one = f32x4.splat(1);
  const range = f32x4.splat(clip);
  const low = f32x4.splat(1 - clip);
  const high = f32x4.splat(1 + clip);
  const slope = v128.load_splat<f32>(dTotal);
  const bonus = f32x4.splat(-entropyWeight);
  const cost = f32x4.splat(valueWeight);
  if (shared) f32.store(ofEntropy, f32.load(dTotal) * -entropyWeight);
  for (let i = 0; i < rows; i += 4) {
    const at = <usize>i << 2;
    const row = f32x4.mul(v128.load(weights + at), slope);
    const ratio = exp4(f32x4.sub(v128.load(logProb + at), v128.load(logProbs + at)));
    const loss = f32x4.neg(v128.load(advantages + at));
    const plain = f32x4.mul(loss, ratio);
    const share = shareOfFirst(plain, f32x4.mul(loss, clamp(ratio, low, high)));
    const flat = v128.and(f32x4.sub(one, share), both(ratio, low, high));
    v128.store(ofLogProb + at, f32x4.mul(row, f32x4.mul(plain, f32x4.add(share, flat))));

    const now = v128.load(values + at);
    const target = v128.load(returns + at);
    let error = f32x4.sub(now, target);
    if (bounded) {
      const before = v128.load(oldValues + at);
      const move = f32x4.sub(now, before);
      const other = f32x4.sub(f32x4.add(before, clamp(move, f32x4.neg(range), range)), target);
      const own = shareOfFirst(f32x4.mul(error, error), f32x4.mul(other, other));
      const rest = v128.and(f32x4.sub(one, own), both(move, f32x4.neg(range), range));
      error = f32x4.add(f32x4.mul(own, error), f32x4.mul(rest, other));
    }
    v128.store(ofValues + at, f32x4.mul(row, f32x4.mul(error, cost)));
    if (!shared) v128.store(ofEntropy + at, f32x4.mul(row, bonus));
  }
}
