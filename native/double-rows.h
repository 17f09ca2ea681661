// Rows of double precision, each padded with zeros to a multiple of eight, so that no loop over one has a tail. What is done
// to a row is done to each of its numbers alone; sums over a row go through it in order.
#pragma once
#include <cmath>

#include "vector.h"

namespace {

constexpr int doublesAtOnce = width / 2;
using Wide = typename Vector<doublesAtOnce>::Doubles;

/** Doubles from one row of n to the next. */
inline int paddedLength(int n) { return (n + 7) & ~7; }

/** The eight numbers that column `column` is one of begin there. */
inline int startOf(int column) { return column & ~7; }

inline void clear(double* row, int from, int to) {
  for (int j = from; j < to; j++) row[j] = 0;
}

/** Calls `body` with the beginning of each vector in [from, end), which are multiples of eight. */
template <class Body> inline void alongRow(int from, int end, Body body) {
  for (int j = from; j < end; j += doublesAtOnce) body(j);
}

/** to ← to + factor · row */
inline void addMultiple(double* to, const double* row, double factor, int from, int end) {
  alongRow(from, end, [=](int j) { store(to + j, loadAs<Wide>(to + j) + factor * loadAs<Wide>(row + j)); });
}

/** to ← to − (a · x + b · y) */
inline void subtractTwo(double* to, double a, const double* x, double b, const double* y, int from, int end) {
  alongRow(from, end, [=](int j) {
    store(to + j, loadAs<Wide>(to + j) - (a * loadAs<Wide>(x + j) + b * loadAs<Wide>(y + j)));
  });
}

/** row ← factor · row */
inline void multiplyRow(double* row, double factor, int from, int end) {
  alongRow(from, end, [=](int j) { store(row + j, factor * loadAs<Wide>(row + j)); });
}

/** (low, high) ← (c · low − s · high, s · low + c · high) */
inline void rotate(double* low, double* high, double c, double s, int end) {
  alongRow(0, end, [=](int j) {
    const Wide a = loadAs<Wide>(low + j), b = loadAs<Wide>(high + j);
    store(high + j, s * a + c * b);
    store(low + j, c * a - s * b);
  });
}

inline double dot(const double* x, const double* y, int from, int to) {
  double sum = 0;
  for (int j = from; j < to; j++) sum += x[j] * y[j];
  return sum;
}

/** A matrix of single precision, as rows. @returns whether all of it is finite. */
inline bool widen(double* to, const float* x, int rows, int columns) {
  const int length = paddedLength(columns);
  bool finite = true;
  for (int i = 0; i < rows; i++, to += length) {
    for (int j = 0; j < columns; j++, x++) {
      finite = finite && *x - *x == 0;
      to[j] = *x;
    }
    clear(to, columns, length);
  }
  return finite;
}

inline void fillNaN(float* out, int count) {
  for (int i = 0; i < count; i++) out[i] = NAN;
}

}  // namespace
