// ln x within 1 ulp, as assembly/log.ts computes it.
#pragma once
#include "vector.h"

namespace {

template <class V> inline V logOf(V x) {
  using I = IntegersOf<V>;
  const V zero = {};
  const I denormal = x < 1.1754943508222875e-38f;
  const I scaled = (I)(denormal ? x * 8388608.0f : x);
  const I exponent = (scaled - 0x3f3504f3) >> 23;
  const V m = (V)(scaled - (exponent << 23));
  const V k = __builtin_convertvector(exponent - (denormal & 23), V);
  const V u = m - 1.0f;
  V p = splat<V>(-0.07634429633617401f);
  p = p * u + 0.12761549651622772f;
  p = p * u + -0.131601944565773f;
  p = p * u + 0.14201761782169342f;
  p = p * u + -0.16623356938362122f;
  p = p * u + 0.20001226663589478f;
  p = p * u + -0.250008225440979f;
  p = p * u + 0.3333333134651184f;
  const V square = u * u;
  V small = (square * u) * p - square * 0.5f;
  small = small + k * -0.00021219444005469057f;
  const V finite = k * 0.693359375f + (u + small);
  const V infinity = splat<V>(__builtin_inff());
  const V upper = x < infinity ? finite : x;
  const V aboveZero = x == zero ? -infinity : upper;
  return x < zero ? splat<V>(__builtin_nanf("")) : aboveZero;
}

}  // namespace
