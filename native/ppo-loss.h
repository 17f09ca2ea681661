// PPO's loss of one member, and its slopes; `agents/ppo-loss.ts` has the formulas.
#pragma once
#include "doubles.h"
#include "exp.h"

namespace {

template <class V> inline V clamp(V x, V low, V high) { return pmin(pmax(x, low), high); }

/** The share of the first in the slope of max(a, b): 1, 0, or ½ on a tie. */
template <class V> inline V shareOfFirst(V a, V b) {
  const V half = splat<V>(0.5f);
  return masked(half, a >= b) + masked(half, a > b);
}

}  // namespace

namespace kernels {
namespace {

void ppoLoss(float* total, float* policyLoss, float* valueLoss, float* meanEntropy, float* approxKl,
             float* clipFraction, const float* logProb, const float* entropy, const float* values,
             const float* logProbs, const float* advantages, const float* returns, const float* oldValues,
             const float* weights, int32_t rows, bool shared, float clip, bool bounded, float entropyWeight,
             float valueWeight) {
  double policy = 0, value = 0, spread = 0, divergence = 0, outside = 0;
  eachVector(rows, [&](auto lanes, int i) {
    using V = Floats<lanes>;
    const V range = splat<V>(clip);
    const auto inRow = firstLanes<lanes>(rows - i);
    const V weight = load<lanes>(weights + i);
    const V logRatio = load<lanes>(logProb + i) - load<lanes>(logProbs + i);
    const V ratio = expOf(logRatio);
    const V loss = negated(load<lanes>(advantages + i));
    const V clipped = loss * clamp(ratio, splat<V>(1 - clip), splat<V>(1 + clip));
    addInFours(policy, masked(::maximum(loss * ratio, clipped) * weight, inRow));
    const V moved = ratio - 1.0f;
    addInFours(divergence, masked((moved - logRatio) * weight, inRow));
    addInFours(outside, masked(masked(weight, absolute(moved) > range), inRow));

    const V now = load<lanes>(values + i);
    const V target = load<lanes>(returns + i);
    const V error = now - target;
    V square = error * error;
    if (bounded) {
      const V before = load<lanes>(oldValues + i);
      const V other = (before + clamp(now - before, negated(range), range)) - target;
      square = ::maximum(square, other * other);
    }
    addInFours(value, masked(square * weight, inRow));
    if (!shared) addInFours(spread, masked(load<lanes>(entropy + i) * weight, inRow));
  });
  const float halfError = (float)value * 0.5f;
  const float bonus = shared ? *entropy : (float)spread;
  *total = ((float)policy - bonus * entropyWeight) + halfError * valueWeight;
  *policyLoss = (float)policy;
  *valueLoss = halfError;
  *meanEntropy = bonus;
  *approxKl = (float)divergence;
  *clipFraction = (float)outside;
}

/** What the last vectors spill is overwritten by the next member, or lies in the padding. */
void ppoLossGradient(float* ofLogProb, float* ofEntropy, float* ofValues, const float* dTotal, const float* logProb,
                     const float* values, const float* logProbs, const float* advantages, const float* returns,
                     const float* oldValues, const float* weights, int32_t rows, bool shared, float clip, bool bounded,
                     float entropyWeight, float valueWeight) {
  const float slope = *dTotal;
  if (shared) *ofEntropy = slope * -entropyWeight;
  eachVector(rows, [&](auto lanes, int i) {
    using V = Floats<lanes>;
    const V range = splat<V>(clip);
    const V low = splat<V>(1 - clip), high = splat<V>(1 + clip);
    const V row = load<lanes>(weights + i) * slope;
    const V ratio = expOf(load<lanes>(logProb + i) - load<lanes>(logProbs + i));
    const V loss = negated(load<lanes>(advantages + i));
    const V plain = loss * ratio;
    const V share = shareOfFirst(plain, loss * clamp(ratio, low, high));
    const V flat = masked(1.0f - share, (ratio >= low) & (ratio <= high));
    store(ofLogProb + i, row * (plain * (share + flat)));

    const V now = load<lanes>(values + i);
    const V target = load<lanes>(returns + i);
    V error = now - target;
    if (bounded) {
      const V before = load<lanes>(oldValues + i);
      const V move = now - before;
      const V other = (before + clamp(move, negated(range), range)) - target;
      const V own = shareOfFirst(error * error, other * other);
      const V rest = masked(1.0f - own, (move >= negated(range)) & (move <= range));
      error = own * error + rest * other;
    }
    store(ofValues + i, row * (error * valueWeight));
    if (!shared) store(ofEntropy + i, row * -entropyWeight);
  });
}

}  // namespace
}  // namespace kernels
