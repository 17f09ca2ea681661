// The QR decomposition of one matrix by Householder's reflections, in double precision.
#pragma once
#include "double-rows.h"

namespace {

/** Applies the k-th reflection to the columns of a matrix from `first` on. Its vector is column k of `vectors`. */
inline void reflect(double* matrix, const double* vectors, double factor, double* w, int k, int first, int m, int length) {
  const int start = startOf(first);
  clear(w, start, length);
  for (int i = k; i < m; i++) addMultiple(w, matrix + i * length, vectors[i * length + k], start, length);
  clear(w, start, first);
  for (int i = k; i < m; i++)
    addMultiple(matrix + i * length, w, -(vectors[i * length + k] * factor), start, length);
}

}  // namespace

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
    const double square = first * first + below;
    const double norm = std::sqrt(square);
    const double turned = first > 0 ? -norm : norm;
    const double factor = 1 / (square + std::fabs(first) * norm);
    diagonal[k] = turned;
    inverse[k] = factor;
    column[k * length] = first - turned;
    reflect(room, room, factor, w, k, k + 1, m, length);
  }
  clear(product, 0, m * length);
  for (int j = 0; j < least; j++) product[j * length + j] = 1;
  for (int k = least - 1; k >= 0; k--)
    if (inverse[k] != 0) reflect(product, room, inverse[k], w, k, k, m, length);
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
