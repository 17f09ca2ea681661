// Sums in double precision of the lanes of vectors.
#pragma once
#include "vector.h"

namespace {

/** N doubles: one vector where they fit into one, else two halves. */
template <int N, bool fits = (N <= 2 || N * 2 <= width)> struct Doubles;

template <int N> struct Doubles<N, true> {
  typename Vector<N>::Doubles lanes = {};

  static Doubles of(Floats<N> x) { return {__builtin_convertvector(x, typename Vector<N>::Doubles)}; }
  void add(Floats<N> x) { lanes += of(x).lanes; }
  Doubles over(Doubles divisor) const { return {lanes / divisor.lanes}; }
  Doubles over(double divisor) const { return {lanes / divisor}; }
  Floats<N> rounded() const { return __builtin_convertvector(lanes, Floats<N>); }
  double operator[](int i) const { return lanes[i]; }
};

template <int N> struct Doubles<N, false> {
  Doubles<N / 2> low, high;

  static void split(Floats<N> x, Floats<N / 2>& low, Floats<N / 2>& high) {
    std::memcpy(&low, &x, sizeof low);
    std::memcpy(&high, (const char*)&x + sizeof low, sizeof high);
  }
  static Doubles of(Floats<N> x) {
    Floats<N / 2> a, b;
    split(x, a, b);
    return {Doubles<N / 2>::of(a), Doubles<N / 2>::of(b)};
  }
  void add(Floats<N> x) {
    Floats<N / 2> a, b;
    split(x, a, b);
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
inline double total(Floats<4> x) { return total(Doubles<4>::of(x)); }

/** Adds up the lanes of a vector in fours, in order. */
template <class V> inline void addInFours(Doubles<4>& sum, V v) {
  eachFour(v, [&](Floats<4> four, int) { sum.add(four); });
}
template <class V> inline void addInFours(double& sum, V v) {
  eachFour(v, [&](Floats<4> four, int) { sum += total(four); });
}

}  // namespace
