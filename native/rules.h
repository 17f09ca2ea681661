// What optimizers and those who watch them do to whole vectors, in one pass over one member's numbers each.
#pragma once
#include "sums.h"

namespace kernels {
namespace {

/** keep · memory + take · news */
void blend(float* out, const float* memory, const float* news, int32_t length, float keep, float take) {
  eachVectorExactly(length, [&](auto lanes, int i, int count) {
    storeFirst(out + i, load<lanes>(memory + i) * keep + load<lanes>(news + i) * take, count);
  });
}

/** Moving averages of a gradient and of its square. */
void moments(float* nextM, float* nextV, const float* m, const float* v, const float* gradient, int32_t length,
             float keepM, float takeM, float keepV, float takeV) {
  eachVectorExactly(length, [&](auto lanes, int i, int count) {
    const auto g = load<lanes>(gradient + i);
    const auto first = load<lanes>(m + i) * keepM + g * takeM;
    const auto second = load<lanes>(v + i) * keepV + (g * g) * takeV;
    storeFirst(nextM + i, first, count);
    storeFirst(nextV + i, second, count);
  });
}

/** numerator / (root · √square + eps) */
void overRoot(float* out, const float* numerator, const float* square, int32_t length, float root, float eps) {
  eachVector(length, [&](auto lanes, int i) {
    store(out + i, load<lanes>(numerator + i) / (squareRoot(load<lanes>(square + i)) * root + eps));
  });
}

/** x · min(1, limit / (‖x‖ + 10⁻⁶)), the norm summed in double precision. */
void clipNorm(float* out, const float* x, int32_t length, float limit) {
  const float norm = squareRoot((float)sumSquares(x, length, 0));
  const float factor = ::minimum(limit / (norm + 1e-6f), 1.0f);
  eachVector(length, [&](auto lanes, int i) { store(out + i, load<lanes>(x + i) * factor); });
}

/** Sums of a gradient and of its square, and its largest magnitude, with one more gradient. */
void watchGradient(float* nextSum, float* nextSquares, float* nextLargest, const float* sum, const float* squares,
                   const float* largest, const float* gradient, int32_t length) {
  eachVectorExactly(length, [&](auto lanes, int i, int count) {
    const auto g = load<lanes>(gradient + i);
    const auto added = load<lanes>(sum + i) + g;
    const auto addedSquares = load<lanes>(squares + i) + g * g;
    const auto most = ::maximum(load<lanes>(largest + i), absolute(g));
    storeFirst(nextSum + i, added, count);
    storeFirst(nextSquares + i, addedSquares, count);
    storeFirst(nextLargest + i, most, count);
  });
}

void largestMagnitude(float* out, const float* x, int32_t length) {
  Floats<4> best = {};
  eachVector(length, [&](auto lanes, int i) {
    const auto magnitudes = masked(absolute(load<lanes>(x + i)), firstLanes<lanes>(length - i));
    eachFour(magnitudes, [&](Floats<4> four, int) { best = ::maximum(best, four); });
  });
  *out = ::maximum(::maximum(best[0], best[1]), ::maximum(best[2], best[3]));
}

}  // namespace
}  // namespace kernels
