// tanh x within 1.1 ulp, as assembly/tanh.ts computes it.
#pragma once
#include "exp.h"

namespace {

template <class V> inline V tanhOf(V x) {
  using I = IntegersOf<V>;
  const V magnitude = absolute(x);
  const V square = magnitude * magnitude;
  V p = splat<V>(-0.005085650831460953f);
  p = p * square + 0.02003423497080803f;
  p = p * square + -0.053537435829639435f;
  p = p * square + 0.13328802585601807f;
  p = p * square + -0.33333176374435425f;
  const V near = magnitude + magnitude * (square * p);
  // Beyond 10 the result is 1.
  const V bounded = pmin(magnitude, splat<V>(10));
  const V power = expModerate(bounded + bounded);
  const V far = 1.0f - 2.0f / (power + 1.0f);
  const V result = square < 0.5f ? near : far;
  return (V)((I)result | ((I)x & INT32_MIN));
}

}  // namespace
