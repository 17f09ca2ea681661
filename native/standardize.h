// Rows standardised in place.
#pragma once
#include "sums.h"

namespace kernels {
namespace {

/** standardized · (x − mean) / (deviation + eps) + raw · x of every row, with the sample standard deviation. */
void standardizeRows(float* x, int32_t rows, int32_t n, float eps, float standardized, float raw) {
  for (int row = 0; row < rows; row++, x += n) {
    const float mean = (float)(sumRow(x, n) / (double)n);
    const float deviation = squareRoot((float)(sumSquares(x, n, mean) / (double)(n - 1)));
    const float factor = standardized / (deviation + eps);
    const auto mix = [=](auto old) { return (old - mean) * factor + raw * old; };
    const int whole = n & ~3;
    eachVector(whole, [&](auto lanes, int i) { store(x + i, mix(load<lanes>(x + i))); });
    if (whole < n) storeFirst(x + whole, mix(load<4>(x + whole)), n - whole);
  }
}

}  // namespace
}  // namespace kernels
