// Vectors of N numbers in the compiler's own notation, as wide as the processor at hand has them.
#pragma once
#include <cstdint>
#include <cstring>
#include <type_traits>
#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

/** For lambdas behind their parameters, and for functions. */
#define INLINED __attribute__((always_inline))

namespace {

template <int N> struct Vector;
template <> struct Vector<2> {
  typedef double Doubles __attribute__((vector_size(16)));
};
template <> struct Vector<4> {
  typedef float Floats __attribute__((vector_size(16)));
  typedef int32_t Integers __attribute__((vector_size(16)));
  typedef uint8_t Bytes __attribute__((vector_size(4)));
  typedef double Doubles __attribute__((vector_size(32)));
};
template <> struct Vector<8> {
  typedef float Floats __attribute__((vector_size(32)));
  typedef int32_t Integers __attribute__((vector_size(32)));
  typedef double Doubles __attribute__((vector_size(64)));
};
template <> struct Vector<16> {
  typedef float Floats __attribute__((vector_size(64)));
  typedef int32_t Integers __attribute__((vector_size(64)));
};

template <int N> using Floats = typename Vector<N>::Floats;
template <int N> using Integers = typename Vector<N>::Integers;
template <int N> using Bytes = typename Vector<N>::Bytes;

/** Floats in the widest vector, and whether there are 32 registers of them or 16. */
#if defined(__AVX512F__)
constexpr int width = 16;
constexpr bool hasManyRegisters = true;
#elif defined(__AVX2__)
constexpr int width = 8;
constexpr bool hasManyRegisters = false;
#elif defined(__aarch64__)
constexpr int width = 4;
constexpr bool hasManyRegisters = true;
#else
constexpr int width = 4;
constexpr bool hasManyRegisters = false;
#endif

template <class V> constexpr int lanesOf = sizeof(V) / 4;
/** The integers, or the floats, that take the place of such a vector. */
template <class V> using IntegersOf = Integers<lanesOf<V>>;
template <class V> using FloatsOf = Floats<lanesOf<V>>;

template <class V, class T> inline V loadAs(const T* from) {
  V v;
  std::memcpy(&v, from, sizeof v);
  return v;
}
template <int N> inline Floats<N> load(const float* from) { return loadAs<Floats<N>>(from); }
template <int N> inline Integers<N> load(const int32_t* from) { return loadAs<Integers<N>>(from); }

template <class V, class T> inline void store(T* to, V v) { std::memcpy(to, &v, sizeof v); }

/** Lane by lane, for those of the last vector that are all that may be written. */
template <class V> inline void storeFirst(float* to, V v, int count) {
  if (count >= lanesOf<V>) {
    store(to, v);
    return;
  }
  for (int i = 0; i < lanesOf<V>; i++)
    if (i < count) to[i] = v[i];
}

/** (A zero is taken away and not added, which would make −0 into +0.) */
template <class V> inline V splat(float x) { return x - V{}; }

template <int N> inline Integers<N> countingUp() {
  Integers<N> lanes;
  for (int i = 0; i < N; i++) lanes[i] = i;
  return lanes;
}

/** All ones in the first `count` lanes, for any count: in all of them from N on. */
template <int N> inline Integers<N> firstLanes(int count) { return countingUp<N>() < count; }

/** The lanes where the mask has ones, and zeros elsewhere. */
template <class V, class I> inline V masked(V v, I mask) { return (V)((I)v & mask); }

template <class V> inline V absolute(V x) { return (V)((IntegersOf<V>)x & 0x7fffffff); }
template <class V> inline V negated(V x) { return (V)((IntegersOf<V>)x ^ INT32_MIN); }

/** The smaller and the larger, `a` where they are equal or one is not a number: one instruction on x86. */
template <class V> inline V pmin(V a, V b) { return b < a ? b : a; }
template <class V> inline V pmax(V a, V b) { return a < b ? b : a; }

/** … NaN if either is, and +0 above −0. */
template <class V> inline V maximum(V a, V b) {
  using I = IntegersOf<V>;
  const V one = a > b ? a : b;
  const V other = b > a ? b : a;
  // They differ where a number is not one, and in the sign of zero: −0 − −0 is +0.
  const I difference = (I)one ^ (I)other;
  return (V)((I)one | difference) - (V)difference;
}
template <class V> inline V minimum(V a, V b) {
  using I = IntegersOf<V>;
  const V one = a < b ? a : b;
  const V other = b < a ? b : a;
  return (V)((I)one | (I)other);
}
inline float maximum(float a, float b) { return maximum(splat<Floats<4>>(a), splat<Floats<4>>(b))[0]; }
inline float minimum(float a, float b) { return minimum(splat<Floats<4>>(a), splat<Floats<4>>(b))[0]; }

/** max(0, x), NaN where x is, and never −0. */
template <class V> inline V positivePart(V x) {
  const V zero = {};
  return (zero > x ? zero : x) + zero;
}

inline Floats<4> squareRoot(Floats<4> x) {
#if defined(__x86_64__)
  return (Floats<4>)_mm_sqrt_ps((__m128)x);
#else
  return (Floats<4>)vsqrtq_f32((float32x4_t)x);
#endif
}
#if defined(__AVX2__)
inline Floats<8> squareRoot(Floats<8> x) { return (Floats<8>)_mm256_sqrt_ps((__m256)x); }
#endif
#if defined(__AVX512F__)
inline Floats<16> squareRoot(Floats<16> x) { return (Floats<16>)_mm512_sqrt_ps((__m512)x); }
#endif
inline float squareRoot(float x) { return __builtin_sqrtf(x); }
inline double squareRoot(double x) { return __builtin_sqrt(x); }

/** The number of lanes as a type, for functions of any width. */
template <int N> using Lanes = std::integral_constant<int, N>;

/** Calls `body` with 0 to n − 1 as constants, so that arrays that it indexes become registers. */
template <int n, class Body> INLINED inline void unrolled(Body body) {
  if constexpr (n > 0) {
    unrolled<n - 1>(body);
    body(std::integral_constant<int, n - 1>{});
  }
}

/** Calls `body(lanes, i)` for as many elements at a time as there are lanes, then eight, then four. @returns how many it had. */
template <class Body> inline int eachWholeVector(int length, Body body) {
  int i = 0;
  for (; i + width <= length; i += width) body(Lanes<width>{}, i);
  if constexpr (width > 8)
    if (i + 8 <= length) {
      body(Lanes<8>{}, i);
      i += 8;
    }
  if constexpr (width > 4)
    if (i + 4 <= length) {
      body(Lanes<4>{}, i);
      i += 4;
    }
  return i;
}

/**
 * Calls `body(lanes, i)` for elements 0 to `length` − 1. The last four may reach beyond the end, exactly as far as those of
 * the WebAssembly kernels do.
 */
template <class Body> inline void eachVector(int length, Body body) {
  const int i = eachWholeVector(length, body);
  if (i < length) body(Lanes<4>{}, i);
}

/** The same with the number of lanes that may be stored as a third argument, for results that take the place of operands. */
template <class Body> inline void eachVectorExactly(int length, Body body) {
  const int i = eachWholeVector(length, [&](auto lanes, int at) { body(lanes, at, (int)lanes); });
  if (i < length) body(Lanes<4>{}, i, length - i);
}

/**
 * Stores `function(from(lanes, i))` for elements 0 to `length` − 1. Four vectors at a time go through the function side by
 * side: one alone would wait for the result of each of its instructions.
 */
template <class From, class Function> inline void mapVectors(float* out, int length, From from, Function function) {
  constexpr int turn = 4;
  int i = 0;
  for (; i + turn * width <= length; i += turn * width) {
    Floats<width> v[turn];
    unrolled<turn>([&](auto u) INLINED { v[u] = from(Lanes<width>{}, i + u * width); });
    unrolled<turn>([&](auto u) INLINED { v[u] = function(v[u]); });
    unrolled<turn>([&](auto u) INLINED { store(out + i + u * width, v[u]); });
  }
  eachVector(length - i, [&](auto lanes, int j) { store(out + i + j, function(from(lanes, i + j))); });
}

/** Calls `body(four, i)` for every four lanes of a vector, in order. */
template <class V, class Body> inline void eachFour(V v, Body body) {
  for (int i = 0; i < lanesOf<V>; i += 4) {
    Floats<4> four;
    std::memcpy(&four, (const char*)&v + 4 * i, sizeof four);
    body(four, i);
  }
}

}  // namespace
