// Rows laid out as columns.
#pragma once
#include "vector.h"

namespace {

#if defined(__clang__)
#define SHUFFLE(a, b, i, j, k, l) __builtin_shufflevector(a, b, i, j, k, l)
#else
#define SHUFFLE(a, b, i, j, k, l) __builtin_shuffle(a, b, Integers<4>{i, j, k, l})
#endif

/** Four rows of four numbers, as four columns. */
inline void transposeFour(float* to, int64_t toRow, const float* from, int64_t fromRow) {
  const auto r0 = load<4>(from), r1 = load<4>(from + fromRow);
  const auto r2 = load<4>(from + 2 * fromRow), r3 = load<4>(from + 3 * fromRow);
  const auto low01 = SHUFFLE(r0, r1, 0, 4, 1, 5), low23 = SHUFFLE(r2, r3, 0, 4, 1, 5);
  const auto high01 = SHUFFLE(r0, r1, 2, 6, 3, 7), high23 = SHUFFLE(r2, r3, 2, 6, 3, 7);
  store(to, SHUFFLE(low01, low23, 0, 1, 4, 5));
  store(to + toRow, SHUFFLE(low01, low23, 2, 3, 6, 7));
  store(to + 2 * toRow, SHUFFLE(high01, high23, 0, 1, 4, 5));
  store(to + 3 * toRow, SHUFFLE(high01, high23, 2, 3, 6, 7));
}

#undef SHUFFLE

/** `rows` rows of `columns` numbers, as `columns` rows of `rows` numbers. Strides are in floats. */
inline void transpose(float* to, int64_t toRow, const float* from, int64_t fromRow, int rows, int columns) {
  int i = 0;
  for (; i + 4 <= rows; i += 4) {
    int j = 0;
    for (; j + 4 <= columns; j += 4) transposeFour(to + j * toRow + i, toRow, from + i * fromRow + j, fromRow);
    for (; j < columns; j++)
      for (int r = i; r < i + 4; r++) to[j * toRow + r] = from[r * fromRow + j];
  }
  for (; i < rows; i++)
    for (int j = 0; j < columns; j++) to[j * toRow + i] = from[i * fromRow + j];
}

}  // namespace
