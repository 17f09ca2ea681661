// What a dense layer does beside its matrix products: bias and activation, in place, and the activation's slope.
#pragma once
#include "tanh.h"

namespace {

/** The lanes of a row's last vector that lie beyond the row stay as they are. */
template <class Activation>
inline void finish(float* z, const float* bias, int32_t rows, int32_t n, Activation activation) {
  const int whole = n & ~3;
  for (int row = 0; row < rows; row++, z += n) {
    mapVectors(z, whole, [=](auto lanes, int i) { return load<lanes>(z + i) + load<lanes>(bias + i); }, activation);
    if (whole < n) storeFirst(z + whole, activation(load<4>(z + whole) + load<4>(bias + whole)), n - whole);
  }
}

}  // namespace

namespace kernels {
namespace {

void finishLinear(float* z, const float* bias, int32_t rows, int32_t n) {
  finish(z, bias, rows, n, [](auto v) { return v; });
}
void finishTanh(float* z, const float* bias, int32_t rows, int32_t n) {
  finish(z, bias, rows, n, [](auto v) { return tanhOf(v); });
}
void finishRelu(float* z, const float* bias, int32_t rows, int32_t n) {
  finish(z, bias, rows, n, [](auto v) { return positivePart(v); });
}

/** dL/dz = dL/dy · (1 − y²), where y = tanh z. */
void tanhSlope(float* out, const float* dy, const float* y, int32_t length) {
  eachVector(length, [&](auto lanes, int i) {
    const auto result = load<lanes>(y + i);
    store(out + i, load<lanes>(dy + i) * (1.0f - result * result));
  });
}

/** dL/dz = dL/dy where y = max(0, z) is positive, else nothing of it; NaN stays NaN. */
void reluSlope(float* out, const float* dy, const float* y, int32_t length) {
  eachVector(length, [&](auto lanes, int i) {
    using V = Floats<lanes>;
    const V result = load<lanes>(y + i);
    const V step = result == result ? masked(splat<V>(1), result > 0.0f) : result;
    store(out + i, load<lanes>(dy + i) * step);
  });
}

}  // namespace
}  // namespace kernels
