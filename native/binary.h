// Functions of two tensors that broadcast; `assembly/binary.ts` says what the strides are.
#pragma once
#include "truths.h"

namespace {

/** Numbers may take the place of those that they are computed from, and nothing beyond them is written. */
template <class V> inline void storeResult(float* out, V result, int count) { storeFirst(out, result, count); }
template <class I> inline void storeResult(uint8_t* out, I mask, int) { storeTruths(out, mask); }

template <class Out, class Function>
inline void rows(Out* out, const float* a, const float* b, int32_t n1, int32_t n2, int32_t n3, int32_t a1, int32_t a2,
                 int32_t a3, int32_t b1, int32_t b2, int32_t b3, Function function) {
  for (int i = 0; i < n1; i++) {
    for (int j = 0; j < n2; j++, out += n3) {
      const float* p = a + (i * a1 + j * a2);
      const float* q = b + (i * b1 + j * b2);
      if (a3 == b3) {
        eachVectorExactly(n3, [&](auto lanes, int k, int count) {
          storeResult(out + k, function(load<lanes>(p + k), load<lanes>(q + k)), count);
        });
      } else if (b3 == 0) {
        const float right = *q;
        eachVectorExactly(n3, [&](auto lanes, int k, int count) {
          storeResult(out + k, function(load<lanes>(p + k), splat<Floats<lanes>>(right)), count);
        });
      } else {
        const float left = *p;
        eachVectorExactly(n3, [&](auto lanes, int k, int count) {
          storeResult(out + k, function(splat<Floats<lanes>>(left), load<lanes>(q + k)), count);
        });
      }
    }
  }
}

}  // namespace

namespace kernels {
namespace {

#define BROADCAST(Out, name, result)                                                                           \
  void name(Out* out, const float* a, const float* b, int32_t n1, int32_t n2, int32_t n3, int32_t a1,           \
            int32_t a2, int32_t a3, int32_t b1, int32_t b2, int32_t b3) {                                       \
    rows(out, a, b, n1, n2, n3, a1, a2, a3, b1, b2, b3, [](auto x, auto y) { return result; });                 \
  }

BROADCAST(float, add, x + y)
BROADCAST(float, subtract, x - y)
BROADCAST(float, multiply, x* y)
BROADCAST(float, divide, x / y)
BROADCAST(float, maximum, ::maximum(x, y))
BROADCAST(float, minimum, ::minimum(x, y))
BROADCAST(float, squaredDifference, (x - y) * (x - y))
BROADCAST(uint8_t, greater, x > y)
BROADCAST(uint8_t, greaterEqual, x >= y)
BROADCAST(uint8_t, less, x < y)
BROADCAST(uint8_t, lessEqual, x <= y)
BROADCAST(uint8_t, equal, x == y)
BROADCAST(uint8_t, notEqual, x != y)

#undef BROADCAST

}  // namespace
}  // namespace kernels
