// Diagonal Gaussians of one member: `rows` actions of `n` numbers, whose log standard deviations all rows share.
#pragma once
#include "doubles.h"
#include "exp.h"

namespace {

constexpr float halfLog2Pi = 0.9189385332046727f;
/** Rows whose sums are kept while the columns are gone through, so that a deviation is computed once for all of them. */
constexpr int rowsAtOnce = 32;

}  // namespace

namespace kernels {
namespace {

void gaussian(float* logProb, float* entropy, const float* means, const float* logStd, const float* actions,
              int32_t rows, int32_t n) {
  for (int first = 0; first < rows; first += rowsAtOnce) {
    const int count = rows - first < rowsAtOnce ? rows - first : rowsAtOnce;
    double totals[rowsAtOnce] = {};
    for (int i = 0; i < n; i += 4) {
      const auto inRow = firstLanes<4>(n - i);
      const auto spread = load<4>(logStd + i);
      const auto deviation = expOf(spread);
      for (int row = 0; row < count; row++) {
        const int64_t at = (int64_t)(first + row) * n + i;
        const auto z = (load<4>(actions + at) - load<4>(means + at)) / deviation;
        totals[row] += total(masked(((z * z) * 0.5f + spread) + halfLog2Pi, inRow));
      }
    }
    for (int row = 0; row < count; row++) logProb[first + row] = (float)-totals[row];
  }
  double sum = 0;
  for (int i = 0; i < n; i++) sum += (double)(logStd[i] + (0.5f + halfLog2Pi));
  *entropy = (float)sum;
}

/** Sums over the rows stay in registers, in double precision. */
void gaussianGradient(float* ofMeans, float* ofLogStd, const float* means, const float* logStd, const float* actions,
                      const float* dLogProb, const float* dEntropy, int32_t rows, int32_t n) {
  const float ofEntropy = *dEntropy;
  eachVector(n, [&](auto lanes, int i) {
    const auto deviation = expOf(load<lanes>(logStd + i));
    Doubles<lanes> sum;
    for (int row = 0; row < rows; row++) {
      const int64_t at = (int64_t)row * n + i;
      const float slope = dLogProb[row];
      const auto z = (load<lanes>(actions + at) - load<lanes>(means + at)) / deviation;
      storeFirst(ofMeans + at, (slope * z) / deviation, n - i);
      sum.add(slope * (z * z - 1.0f));
    }
    store(ofLogStd + i, sum.rounded() + ofEntropy);
  });
}

}  // namespace
}  // namespace kernels
