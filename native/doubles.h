// Sums in double precision of the lanes of vectors.
#pragma once
#include "vector.h"

namespace {

using Pair = Vector<2>::Doubles;

/** The first two of four, and the last two. */
inline Pair firstPair(Floats<4> x) {
#if defined(__x86_64__)
  return (Pair)_mm_cvtps_pd((__m128)x);
#else
  return (Pair)vcvt_f64_f32(vget_low_f32((float32x4_t)x));
#endif
}
inline Pair lastPair(Floats<4> x) {
#if defined(__x86_64__)
  return (Pair)_mm_cvtps_pd(_mm_movehl_ps((__m128)x, (__m128)x));
#else
  return (Pair)vcvt_high_f64_f32((float32x4_t)x);
#endif
}
/** The way back. */
inline Floats<4> rounded(Pair low, Pair high) {
#if defined(__x86_64__)
  return (Floats<4>)_mm_movelh_ps(_mm_cvtpd_ps((__m128d)low), _mm_cvtpd_ps((__m128d)high));
#else
  return (Floats<4>)vcvt_high_f32_f64(vcvt_f32_f64((float64x2_t)low), (float64x2_t)high);
#endif
}

/** N doubles: one vector where they fit into one, else two halves. */
template <int N, bool fits = (N * 2 <= width)> struct Doubles;

template <int N> struct Doubles<N, true> {
  typename Vector<N>::Doubles lanes = {};

  void add(Floats<N> x) { lanes += __builtin_convertvector(x, typename Vector<N>::Doubles); }
  Doubles over(Doubles divisor) const { return {lanes / divisor.lanes}; }
  Doubles over(double divisor) const { return {lanes / divisor}; }
  Floats<N> rounded() const { return __builtin_convertvector(lanes, Floats<N>); }
  double operator[](int i) const { return lanes[i]; }
};

template <> struct Doubles<4, false> {
  Pair low = {}, high = {};

  void add(Floats<4> x) {
    low += firstPair(x);
    high += lastPair(x);
  }
  Doubles over(Doubles divisor) const { return {low / divisor.low, high / divisor.high}; }
  Doubles over(double divisor) const { return {low / divisor, high / divisor}; }
  Floats<4> rounded() const { return ::rounded(low, high); }
  double operator[](int i) const { return i < 2 ? low[i] : high[i - 2]; }
};

template <int N> struct Doubles<N, false> {
  Doubles<N / 2> low, high;

  void add(Floats<N> x) {
    Floats<N / 2> a, b;
    std::memcpy(&a, &x, sizeof a);
    std::memcpy(&b, (const char*)&x + sizeof a, sizeof b);
    low.add(a);
    high.add(b);
  }
  Doubles over(Doubles divisor) const { return {low.over(divisor.low), high.over(divisor.high)}; }
  Doubles over(double divisor) const { return {low.over(divisor), high.over(divisor)}; }
  Floats<N> rounded() const {
    const Floats<N / 2> a = low.rounded(), b = high.rounded();
    Floats<N> x;
    std::memcpy(&x, &a, sizeof a);
    std::memcpy((char*)&x + sizeof a, &b, sizeof b);
    return x;
  }
  double operator[](int i) const { return i < N / 2 ? low[i] : high[i - N / 2]; }
};

/** The sum of four, the first and third and the second and fourth first. */
inline double total(const Doubles<4>& x) { return (x[0] + x[2]) + (x[1] + x[3]); }
inline double total(Floats<4> x) {
  const Pair pair = firstPair(x) + lastPair(x);
  return pair[0] + pair[1];
}

/** Adds up the lanes of a vector in fours, in order. */
template <class V> inline void addInFours(Doubles<4>& sum, V v) {
  eachFour(v, [&](Floats<4> four, int) { sum.add(four); });
}
template <class V> inline void addInFours(double& sum, V v) {
  eachFour(v, [&](Floats<4> four, int) { sum += total(four); });
}
/** … the first and third and the second and fourth of every four at once. */
template <class V> inline void addInFours(Pair& sum, V v) {
  eachFour(v, [&](Floats<4> four, int) { sum += firstPair(four) + lastPair(four); });
}

}  // namespace
