// Reductions of the middle one of three axes, [outer, n, inner] → [outer, inner].
#pragma once
#include "sums.h"

namespace {

/** Down `count` columns of four lanes or more each. What the last lanes spill is written later or lies in the padding. */
template <int N, int count>
inline void sumColumns(float* out, const float* x, int32_t n, int32_t inner, double divisor) {
  Doubles<N> sums[count];
  for (int i = 0; i < n; i++, x += inner)
    for (int c = 0; c < count; c++) sums[c].add(load<N>(x + c * N));
  for (int c = 0; c < count; c++) store(out + c * N, sums[c].over(divisor).rounded());
}

struct Larger {
  template <class T> T operator()(T a, T b) const { return maximum(a, b); }
};
struct Smaller {
  template <class T> T operator()(T a, T b) const { return minimum(a, b); }
};

/** The order is of no account, nor is seeing an element twice. */
template <class Pick> inline float extremeOfRow(const float* x, int32_t n, Pick pick) {
  if (n < width) {
    float best = x[0];
    for (int i = 1; i < n; i++) best = pick(best, x[i]);
    return best;
  }
  auto best = load<width>(x);
  for (int i = width; i < n; i += width) best = pick(best, load<width>(x + (i < n - width ? i : n - width)));
  float one = best[0];
  for (int lane = 1; lane < width; lane++) one = pick(one, (float)best[lane]);
  return one;
}

template <class Pick>
inline void extreme(float* out, const float* x, int32_t outer, int32_t n, int32_t inner, Pick pick) {
  for (int o = 0; o < outer; o++, out += inner, x += (int64_t)inner * n) {
    if (inner == 1) {
      *out = extremeOfRow(x, n, pick);
      continue;
    }
    eachVector(inner, [&](auto lanes, int j) {
      auto best = load<lanes>(x + j);
      for (int i = 1; i < n; i++) best = pick(best, load<lanes>(x + j + (int64_t)i * inner));
      store(out + j, best);
    });
  }
}

}  // namespace

namespace kernels {
namespace {

void sum(float* out, const float* x, int32_t outer, int32_t n, int32_t inner, double divisor) {
  for (int o = 0; o < outer; o++, out += inner, x += (int64_t)inner * n) {
    if (inner == 1) {
      *out = (float)(sumRow(x, n) / divisor);
      continue;
    }
    int j = 0;
    for (; j + 4 * width <= inner; j += 4 * width) sumColumns<width, 4>(out + j, x + j, n, inner, divisor);
    eachVector(inner - j, [&](auto lanes, int i) {
      sumColumns<lanes, 1>(out + j + i, x + j + i, n, inner, divisor);
    });
  }
}

void largest(float* out, const float* x, int32_t outer, int32_t n, int32_t inner) {
  extreme(out, x, outer, n, inner, Larger{});
}
void smallest(float* out, const float* x, int32_t outer, int32_t n, int32_t inner) {
  extreme(out, x, outer, n, inner, Smaller{});
}

}  // namespace
}  // namespace kernels
