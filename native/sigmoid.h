// 1 / (1 + e⁻ˣ) within 2.5 ulp, as assembly/sigmoid.ts computes it.
#pragma once
#include "exp.h"

namespace {

template <class V> inline V sigmoidOf(V x) {
  const V one = splat<V>(1);
  const V power = expOf(negated(absolute(x)));
  const V above = x < 0.0f ? power : one;
  return above / (one + power);
}

}  // namespace
