// Eigenvalues, eigenvectors and powers of one symmetric matrix, in double precision.
#pragma once
#include "symmetric-matrix.h"

namespace {

/** Where the largest of the eigenvalues that are left is, the first of several. NaN has been taken. */
inline int indexOfLargest(const double* values, int n) {
  int best = -1;
  for (int k = 0; k < n; k++)
    if (values[k] == values[k] && (best < 0 || values[k] > values[best])) best = k;
  return best;
}

/** −1 where the largest entry by magnitude, the first of several, is negative. */
inline double signOf(const double* vector, int n) {
  double best = 0;
  for (int j = 0; j < n; j++)
    if (std::fabs(vector[j]) > std::fabs(best)) best = vector[j];
  return best < 0 ? -1 : 1;
}

}  // namespace

namespace kernels {
namespace {

void symmetricEigen(float* values, float* vectors, const float* x, double* room, int32_t n) {
  const SymmetricMatrix matrix(room, n);
  if (!widen(room, x, n, n)) {
    fillNaN(values, n);
    fillNaN(vectors, n * n);
    return;
  }
  matrix.decompose();
  for (int place = 0; place < n; place++) {
    const int k = indexOfLargest(matrix.values, n);
    const int taken = k < 0 ? place : k;
    const double* vector = matrix.vector(taken);
    values[place] = (float)matrix.values[taken];
    matrix.values[taken] = NAN;
    const double sign = signOf(vector, n);
    for (int j = 0; j < n; j++) vectors[j * n + place] = (float)(sign * vector[j]);
  }
}

void symmetricRoot(float* out, const float* x, double* room, int32_t n, int32_t roots, bool inverse) {
  const SymmetricMatrix matrix(room, n);
  if (!widen(room, x, n, n)) {
    fillNaN(out, n * n);
    return;
  }
  matrix.decompose();
  const double* d = matrix.values;
  double largest = d[0], smallest = d[0];
  for (int k = 1; k < n; k++) {
    largest = largest > d[k] ? largest : d[k];
    smallest = smallest < d[k] ? smallest : d[k];
  }
  const double least = n * 1.1920928955078125e-7 * (largest > -smallest ? largest : -smallest);
  // The matrix is not needed any more: the sum takes its place.
  clear(room, 0, n * matrix.length);
  for (int k = 0; k < n && least != 0; k++) {
    double power = d[k] > least ? d[k] : least;
    for (int root = 0; root < roots; root++) power = std::sqrt(power);
    if (inverse) power = 1 / power;
    const double* vector = matrix.vector(k);
    for (int i = 0; i < n; i++) addMultiple(matrix.row(i), vector, vector[i] * power, 0, matrix.length);
  }
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) *out++ = (float)matrix.row(i)[j];
}

}  // namespace
}  // namespace kernels
