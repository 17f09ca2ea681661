// Rows normalised, and the slopes of that.
#pragma once
#include "sums.h"

namespace {

/** A row's mean, and 1 / √(variance + eps), with the population variance. */
struct Normal {
  float mean, factor;

  Normal(const float* x, int32_t n, double eps)
      : mean((float)(sumRow(x, n) / (double)n)),
        factor((float)(1 / squareRoot(sumSquares(x, n, mean) / (double)n + eps))) {}

  template <class V> V operator()(V x) const { return (x - mean) * factor; }
};

}  // namespace

namespace kernels {
namespace {

/** (x − mean) / √(variance + eps) · scale of every row. What the last vector of a row spills is written later. */
void normalizeRows(float* out, const float* x, const float* scale, int32_t rows, int32_t n, double eps) {
  for (int row = 0; row < rows; row++, x += n, out += n) {
    const Normal normal(x, n, eps);
    eachVector(n, [&](auto lanes, int i) {
      store(out + i, normal(load<lanes>(x + i)) * load<lanes>(scale + i));
    });
  }
}

/** `assembly/layer-norm.ts` has the formulas. */
void normalizeRowsSlopes(float* ofX, float* along, const float* dz, const float* x, const float* scale, int32_t rows,
                         int32_t n, double eps) {
  for (int row = 0; row < rows; row++, x += n, dz += n, ofX += n, along += n) {
    const Normal normal(x, n, eps);
    Pair sumG = {}, sumAlong = {};
    eachVector(n, [&](auto lanes, int i) {
      const auto byScale = load<lanes>(dz + i) * normal(load<lanes>(x + i));
      store(along + i, byScale);
      const auto inRow = firstLanes<lanes>(n - i);
      const auto weights = load<lanes>(scale + i);
      addInFours(sumG, masked(load<lanes>(dz + i) * weights, inRow));
      addInFours(sumAlong, masked(byScale * weights, inRow));
    });
    const float meanG = (float)((sumG[0] + sumG[1]) / (double)n);
    const float meanAlong = (float)((sumAlong[0] + sumAlong[1]) / (double)n);
    eachVector(n, [&](auto lanes, int i) {
      const auto g = load<lanes>(dz + i) * load<lanes>(scale + i);
      const auto across = (g - meanG) - normal(load<lanes>(x + i)) * meanAlong;
      store(ofX + i, across * normal.factor);
    });
  }
}

}  // namespace
}  // namespace kernels
