// Sums of one row of numbers, in double precision.
#pragma once
#include "doubles.h"

namespace {

/** Eight sums that are joined at the end, as assembly/reduce.ts has them, and then what is left one by one. */
inline double sumRow(const float* x, int32_t n) {
  Doubles<8> s;
  int i = 0;
  for (; i + 8 <= n; i += 8) s.add(loadAs<Floats<8>>(x + i));
  double sum = ((s[0] + s[2]) + (s[4] + s[6])) + ((s[1] + s[3]) + (s[5] + s[7]));
  for (; i < n; i++) sum += (double)x[i];
  return sum;
}

/** Σ (x − center)². */
inline double sumSquares(const float* x, int32_t n, float center) {
  Doubles<4> sum;
  eachVector(n, [&](auto lanes, int i) {
    const auto difference = load<lanes>(x + i) - center;
    addInFours(sum, masked(difference * difference, firstLanes<lanes>(n - i)));
  });
  return total(sum);
}

}  // namespace
