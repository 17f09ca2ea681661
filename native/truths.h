// Tensors of truth values, a byte each: a mask in registers, bytes of 0 or 1 in memory.
#pragma once
#include "vector.h"

namespace {

// The lower byte of every lane, and lanes of bytes. Compilers know no short way for some of these.
#if defined(__x86_64__)
inline void storeBytes(uint8_t* out, Integers<4> x) {
  const __m128i first = _mm_set1_epi32(0x0c080400);
  const int32_t bytes = _mm_cvtsi128_si32(_mm_shuffle_epi8((__m128i)x, first));
  std::memcpy(out, &bytes, 4);
}
inline Integers<4> loadBytes(const uint8_t* from, Lanes<4>) {
  return (Integers<4>)_mm_cvtepu8_epi32(_mm_cvtsi32_si128(*(const int32_t*)from));
}
#if defined(__AVX2__)
inline void storeBytes(uint8_t* out, Integers<8> x) {
  const __m128i words = _mm_packs_epi32(_mm256_castsi256_si128((__m256i)x), _mm256_extracti128_si256((__m256i)x, 1));
  _mm_storel_epi64((__m128i*)out, _mm_packs_epi16(words, words));
}
inline Integers<8> loadBytes(const uint8_t* from, Lanes<8>) {
  return (Integers<8>)_mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i*)from));
}
#endif
#if defined(__AVX512F__)
inline void storeBytes(uint8_t* out, Integers<16> x) {
  _mm_storeu_si128((__m128i*)out, _mm512_cvtepi32_epi8((__m512i)x));
}
inline Integers<16> loadBytes(const uint8_t* from, Lanes<16>) {
  return (Integers<16>)_mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i*)from));
}
#endif
#else
inline void storeBytes(uint8_t* out, Integers<4> x) { store(out, __builtin_convertvector(x, Bytes<4>)); }
inline Integers<4> loadBytes(const uint8_t* from, Lanes<4>) {
  return __builtin_convertvector(loadAs<Bytes<4>>(from), Integers<4>);
}
#endif

template <class I> inline void storeTruths(uint8_t* out, I mask) { storeBytes(out, mask & 1); }

template <int N> inline Integers<N> loadTruths(const uint8_t* from) { return loadBytes(from, Lanes<N>{}) != 0; }

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
