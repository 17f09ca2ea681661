// A choice among `n` actions: log-probability and entropy from logits, and their slopes. The lanes are rows.
#pragma once
#include "doubles.h"
#include "exp.h"
#include "log.h"

namespace {

/** Numbers that lie `apart` from each other, of the first `count` lanes; the others have the last of them again. */
template <int N, class T> inline auto loadApart(const T* from, int64_t apart, int count) {
  decltype(load<N>(from)) v;
  if (count >= N)
    for (int lane = 0; lane < N; lane++) v[lane] = from[lane * apart];
  else
    for (int lane = 0; lane < N; lane++) v[lane] = from[(lane < count ? lane : count - 1) * apart];
  return v;
}

template <class V> inline void storeApart(float* to, int64_t apart, V v, int count) {
  if (count >= lanesOf<V>)
    for (int lane = 0; lane < lanesOf<V>; lane++) to[lane * apart] = v[lane];
  else
    for (int lane = 0; lane < count; lane++) to[lane * apart] = v[lane];
}

/** With s the logits less the largest: log Σ eˢ, and the entropy log Σ eˢ − Σ eˢ·s / Σ eˢ, of `count` rows. */
template <int N> struct Choice {
  Floats<N> top, logTotal, entropy;

  Choice(const float* logits, int count, int n) {
    top = loadApart<N>(logits, n, count);
    for (int j = 1; j < n; j++) top = maximum(top, loadApart<N>(logits + j, n, count));
    Doubles<N> sum, products;
    for (int j = 0; j < n; j++) {
      const Floats<N> shifted = loadApart<N>(logits + j, n, count) - top;
      const Floats<N> power = expOf(shifted);
      sum.add(power);
      products.add(power * shifted);
    }
    logTotal = logOf(sum.rounded());
    entropy = logTotal - products.over(sum).rounded();
  }
};

}  // namespace

namespace kernels {
namespace {

void categorical(float* logProb, float* entropy, const float* logits, const int32_t* actions, int32_t rows,
                 int32_t n) {
  eachVector(rows, [&](auto lanes, int i) {
    const int count = rows - i;
    const float* from = logits + (int64_t)i * n;
    const Choice<lanes> choice(from, count, n);
    Floats<lanes> taken = {};
    for (int lane = 0; lane < lanes && lane < count; lane++) taken[lane] = from[(int64_t)lane * n + actions[i + lane]];
    storeFirst(logProb + i, (taken - choice.top) - choice.logTotal, count);
    storeFirst(entropy + i, choice.entropy, count);
  });
}

void categoricalGradient(float* out, const float* logits, const int32_t* actions, const float* dLogProb,
                         const float* dEntropy, int32_t rows, int32_t n) {
  eachVector(rows, [&](auto lanes, int i) {
    const int count = rows - i;
    const float* from = logits + (int64_t)i * n;
    const Choice<lanes> choice(from, count, n);
    const auto action = loadApart<lanes>(actions + i, 1, count);
    const auto ofLogProb = loadApart<lanes>(dLogProb + i, 1, count);
    const auto ofEntropy = loadApart<lanes>(dEntropy + i, 1, count);
    for (int j = 0; j < n; j++) {
      const auto logProbability = (loadApart<lanes>(from + j, n, count) - choice.top) - choice.logTotal;
      const auto probability = expOf(logProbability);
      const auto hot = masked(splat<Floats<lanes>>(1), action == j);
      const auto information = logProbability + choice.entropy;
      const auto slope = ofLogProb * (hot - probability) - ofEntropy * (probability * information);
      storeApart(out + (int64_t)i * n + j, n, slope, count);
    }
  });
}

}  // namespace
}  // namespace kernels
