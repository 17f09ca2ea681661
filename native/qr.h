// The QR decomposition of one matrix by Householder's reflections, in double precision.
#pragma once
#include "householder.h"

namespace kernels {
namespace {

void qr(float* q, float* r, const float* x, double* room, int32_t m, int32_t n) {
  const int least = m < n ? m : n;
  if (!widen(room, x, m, n)) {
    fillNaN(q, m * least);
    fillNaN(r, least * n);
    return;
  }
  const int length = paddedLength(n);
  double* const product = room + m * length;
  double* const diagonal = product + m * length;
  double* const inverse = diagonal + length;
  double* const w = inverse + length;
  for (int k = 0; k < least; k++) {
    // Column k becomes the vector u of the reflection I − u uᵀ / h.
    double* const column = room + k;
    const double first = column[k * length];
    double below = 0;
    for (int i = k + 1; i < m; i++) below += column[i * length] * column[i * length];
    diagonal[k] = first;
    inverse[k] = 0;
    if (below == 0) continue;
    const Reflection reflection(first, below);
    diagonal[k] = reflection.turned;
    inverse[k] = reflection.factor;
    column[k * length] = first - reflection.turned;
    reflect(room, column, length, reflection.factor, w, k, k + 1, m, length);
  }
  clear(product, 0, m * length);
  for (int j = 0; j < least; j++) product[j * length + j] = 1;
  for (int k = least - 1; k >= 0; k--)
    if (inverse[k] != 0) reflect(product, room + k, length, inverse[k], w, k, k, m, length);
  for (int i = 0; i < m; i++)
    for (int j = 0; j < least; j++) {
      const double entry = product[i * length + j];
      *q++ = (float)(diagonal[j] < 0 ? -entry : entry);
    }
  for (int i = 0; i < least; i++)
    for (int j = 0; j < n; j++) {
      const double entry = j == i ? diagonal[i] : room[i * length + j];
      *r++ = j < i ? 0 : (float)(diagonal[i] < 0 ? -entry : entry);
    }
}

}  // namespace
}  // namespace kernels
