// Rows laid out as columns.
#pragma once
#include "vector.h"

namespace {

// The first, or the last, two of every four lanes of two vectors, alternating: by lanes (a0 b0 a1 b1), and by pairs (a0 a1
// b0 b1).
#if defined(__x86_64__)
#define INTERLEAVED(N, Type, prefix)                                                                            \
  inline Floats<N> firstLanesOf(Floats<N> a, Floats<N> b) {                                                     \
    return (Floats<N>)prefix##_unpacklo_ps((Type)a, (Type)b);                                                   \
  }                                                                                                             \
  inline Floats<N> lastLanesOf(Floats<N> a, Floats<N> b) {                                                      \
    return (Floats<N>)prefix##_unpackhi_ps((Type)a, (Type)b);                                                   \
  }                                                                                                             \
  inline Floats<N> firstPairsOf(Floats<N> a, Floats<N> b) {                                                     \
    return (Floats<N>)prefix##_unpacklo_pd((Type##d)a, (Type##d)b);                                             \
  }                                                                                                             \
  inline Floats<N> lastPairsOf(Floats<N> a, Floats<N> b) {                                                      \
    return (Floats<N>)prefix##_unpackhi_pd((Type##d)a, (Type##d)b);                                             \
  }
INTERLEAVED(4, __m128, _mm)
#if defined(__AVX2__)
INTERLEAVED(8, __m256, _mm256)
#endif
#if defined(__AVX512F__)
INTERLEAVED(16, __m512, _mm512)
#endif
#undef INTERLEAVED
#else
inline Floats<4> firstLanesOf(Floats<4> a, Floats<4> b) { return vzip1q_f32(a, b); }
inline Floats<4> lastLanesOf(Floats<4> a, Floats<4> b) { return vzip2q_f32(a, b); }
inline Floats<4> firstPairsOf(Floats<4> a, Floats<4> b) { return (Floats<4>)vzip1q_f64((float64x2_t)a, (float64x2_t)b); }
inline Floats<4> lastPairsOf(Floats<4> a, Floats<4> b) { return (Floats<4>)vzip2q_f64((float64x2_t)a, (float64x2_t)b); }
#endif

/** Four numbers each of rows 0, 4, 8, … */
template <int N> inline Floats<N> everyFourth(const float* from, int64_t row) {
  (void)row;
  if constexpr (N == 4) return load<4>(from);
#if defined(__AVX2__)
  const auto at = [&](int i) { return _mm_loadu_ps(from + 4 * i * row); };
  if constexpr (N == 8) return (Floats<8>)_mm256_insertf128_ps(_mm256_castps128_ps256(at(0)), at(1), 1);
#endif
#if defined(__AVX512F__)
  if constexpr (N == 16) {
    __m512 v = _mm512_castps128_ps512(at(0));
    v = _mm512_insertf32x4(v, at(1), 1);
    v = _mm512_insertf32x4(v, at(2), 2);
    return (Floats<16>)_mm512_insertf32x4(v, at(3), 3);
  }
#endif
}

/** N rows of four numbers, as four rows of N. */
template <int N> inline void transposeFour(float* to, int64_t toRow, const float* from, int64_t row) {
  const Floats<N> r0 = everyFourth<N>(from, row), r1 = everyFourth<N>(from + row, row);
  const Floats<N> r2 = everyFourth<N>(from + 2 * row, row), r3 = everyFourth<N>(from + 3 * row, row);
  const auto low01 = firstLanesOf(r0, r1), low23 = firstLanesOf(r2, r3);
  const auto high01 = lastLanesOf(r0, r1), high23 = lastLanesOf(r2, r3);
  store(to, firstPairsOf(low01, low23));
  store(to + toRow, lastPairsOf(low01, low23));
  store(to + 2 * toRow, firstPairsOf(high01, high23));
  store(to + 3 * toRow, lastPairsOf(high01, high23));
}

/** `rows` rows of `columns` numbers, as `columns` rows of `rows` numbers. Strides are in floats. */
inline void transpose(float* to, int64_t toRow, const float* from, int64_t fromRow, int rows, int columns) {
  const auto some = [&](auto lanes, int i) {
    int j = 0;
    for (; j + 4 <= columns; j += 4) transposeFour<lanes>(to + j * toRow + i, toRow, from + i * fromRow + j, fromRow);
    for (; j < columns; j++)
      for (int r = i; r < i + lanes; r++) to[j * toRow + r] = from[r * fromRow + j];
  };
  int i = 0;
  for (; i + width <= rows; i += width) some(Lanes<width>{}, i);
  if constexpr (width > 4)
    for (; i + 4 <= rows; i += 4) some(Lanes<4>{}, i);
  for (; i < rows; i++)
    for (int j = 0; j < columns; j++) to[j * toRow + i] = from[i * fromRow + j];
}

}  // namespace
