// eˣ within 1 ulp, as assembly/exp.ts computes it.
#pragma once
#include "vector.h"

namespace {

/** Adding this to a small number rounds it to the nearest integer, which is then in the low bits. */
constexpr float shift = 12582912;

template <class V> inline V nearestPower(V x) { return x * 1.4426950408889634f + shift; }

/** eʳ, where r is what is left of x. */
template <class V> inline V remainderPower(V x, V shifted) {
  const V n = shifted - shift;
  const V r = (x - n * 0.693359375f) - n * -0.00021219444005469057f;
  V p = splat<V>(0.0013814599951729178f);
  p = p * r + 0.008368715643882751f;
  p = p * r + 0.04166838899254799f;
  p = p * r + 0.1666652113199234f;
  p = p * r + 0.4999999403953552f;
  return ((r * r) * p + r) + 1.0f;
}

template <class I> inline FloatsOf<I> powerOfTwo(I n) { return (FloatsOf<I>)((n + 127) << 23); }

template <class V> inline IntegersOf<V> wholeOf(V shifted) {
  using I = IntegersOf<V>;
  return (I)shifted - (I)splat<V>(shift);
}

template <class V> inline V expOf(V x) {
  // Beyond these the result is 0 or infinite anyway.
  const V bounded = pmin(pmax(x, splat<V>(-104)), splat<V>(89));
  const V shifted = nearestPower(bounded);
  const auto whole = wholeOf(shifted);
  const auto half = whole >> 1;
  return (remainderPower(bounded, shifted) * powerOfTwo(half)) * powerOfTwo(whole - half);
}

/** The same for 0 ≤ x ≤ 80, where nothing can overflow and one scaling does. */
template <class V> inline V expModerate(V x) {
  const V shifted = nearestPower(x);
  return remainderPower(x, shifted) * powerOfTwo(wholeOf(shifted));
}

}  // namespace
