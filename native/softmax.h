// Softmax of every row.
#pragma once
#include "exp.h"

namespace kernels {
namespace {

/** What the last lanes of a row spill is overwritten by the next row, or lies in the padding. */
void softmax(float* out, const float* x, int32_t rows, int32_t n) {
  for (int row = 0; row < rows; row++, x += n, out += n) {
    float top = x[0];
    for (int i = 1; i < n; i++) top = ::maximum(top, x[i]);
    eachVector(n, [&](auto lanes, int i) { store(out + i, expOf(load<lanes>(x + i) - top)); });
    double total = 0;
    for (int i = 0; i < n; i++) total += (double)out[i];
    const float divisor = (float)total;
    eachVector(n, [&](auto lanes, int i) { store(out + i, load<lanes>(out + i) / divisor); });
  }
}

}  // namespace
}  // namespace kernels
