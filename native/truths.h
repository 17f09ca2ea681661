// Tensors of truth values, a byte each: a mask in registers, bytes of 0 or 1 in memory.
#pragma once
#include "vector.h"

namespace {

template <class I> inline void storeTruths(uint8_t* out, I mask) {
  store(out, __builtin_convertvector(mask & 1, Bytes<lanesOf<I>>));
}

template <int N> inline Integers<N> loadTruths(const uint8_t* from) {
  return __builtin_convertvector(loadAs<Bytes<N>>(from), Integers<N>) != 0;
}

/** Sixteen bytes at a time, as the WebAssembly kernels do. */
template <class Function> inline void eachByte(uint8_t* out, int32_t length, Function function) {
  typedef uint8_t Sixteen __attribute__((vector_size(16)));
  for (int i = 0; i < length; i += 16) store(out + i, function(Sixteen{}, i));
}

}  // namespace

namespace kernels {
namespace {

void select(float* out, const uint8_t* truth, const float* yes, const float* no, int32_t length) {
  eachVector(length, [&](auto lanes, int i) {
    store(out + i, loadTruths<lanes>(truth + i) ? load<lanes>(yes + i) : load<lanes>(no + i));
  });
}

void truthsToFloats(float* out, const uint8_t* truth, int32_t length) {
  eachVector(length, [&](auto lanes, int i) {
    store(out + i, masked(splat<Floats<lanes>>(1), loadTruths<lanes>(truth + i)));
  });
}

void integersToFloats(float* out, const int32_t* x, int32_t length) {
  eachVector(length, [&](auto lanes, int i) {
    store(out + i, __builtin_convertvector(load<lanes>(x + i), Floats<lanes>));
  });
}

void bothTruths(uint8_t* out, const uint8_t* a, const uint8_t* b, int32_t length) {
  eachByte(out, length, [&](auto v, int i) { return loadAs<decltype(v)>(a + i) & loadAs<decltype(v)>(b + i); });
}
void eitherTruth(uint8_t* out, const uint8_t* a, const uint8_t* b, int32_t length) {
  eachByte(out, length, [&](auto v, int i) { return loadAs<decltype(v)>(a + i) | loadAs<decltype(v)>(b + i); });
}
void opposite(uint8_t* out, const uint8_t* x, int32_t length) {
  eachByte(out, length, [&](auto v, int i) { return loadAs<decltype(v)>(x + i) ^ 1; });
}

}  // namespace
}  // namespace kernels
