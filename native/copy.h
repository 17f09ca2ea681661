// Copies between two ways of walking through memory, copies of rows by number, and fillings.
#pragma once
#include "transpose.h"

namespace {

template <class T>
inline void walk(T* out, const T* x, int32_t n1, int32_t n2, int32_t n3, int32_t out1, int32_t out2, int32_t out3,
                 int32_t x1, int32_t x2, int32_t x3) {
  const bool inOneGo = out3 == 1 && x3 == 1;
  for (int i = 0; i < n1; i++) {
    for (int j = 0; j < n2; j++) {
      T* to = out + (i * out1 + j * out2);
      const T* from = x + (i * x1 + j * x2);
      if (inOneGo && n3 >= 16) {
        std::memmove(to, from, n3 * sizeof(T));
      } else {
        for (int k = 0; k < n3; k++) to[k * out3] = from[k * x3];
      }
    }
  }
}

/** One row of few words; longer ones are left to memcpy. */
inline void copyRow(uint32_t* out, const uint32_t* from, int32_t width) {
  if (width == 1) *out = *from;
  else if (width == 2) std::memcpy(out, from, 8);
  else if (width == 4) std::memcpy(out, from, 16);
  else if (width < 16) for (int i = 0; i < width; i++) out[i] = from[i];
  else std::memcpy(out, from, width * 4ull);
}

}  // namespace

namespace kernels {
namespace {

void copyWords(uint32_t* out, const uint32_t* x, int32_t n1, int32_t n2, int32_t n3, int32_t out1, int32_t out2,
               int32_t out3, int32_t x1, int32_t x2, int32_t x3) {
  const bool rowsBecomeColumns = out3 == 1 && x2 == 1, columnsBecomeRows = out2 == 1 && x3 == 1;
  if (n2 < 4 || n3 < 4 || !(rowsBecomeColumns || columnsBecomeRows)) {
    walk(out, x, n1, n2, n3, out1, out2, out3, x1, x2, x3);
    return;
  }
  for (int i = 0; i < n1; i++) {
    auto* to = (float*)out + i * out1;
    const auto* from = (const float*)x + i * x1;
    if (rowsBecomeColumns) transpose(to, out2, from, x3, n3, n2);
    else transpose(to, out3, from, x2, n2, n3);
  }
}

void copyBytes(uint8_t* out, const uint8_t* x, int32_t n1, int32_t n2, int32_t n3, int32_t out1, int32_t out2,
               int32_t out3, int32_t x1, int32_t x2, int32_t x3) {
  walk(out, x, n1, n2, n3, out1, out2, out3, x1, x2, x3);
}

/** @returns false, with the work undone from there, where the table of `limit` rows has none of that number. */
bool gatherWords(uint32_t* out, const uint32_t* table, const int32_t* rows, int32_t count, int32_t width,
                 int32_t limit) {
  for (int i = 0; i < count; i++, out += width) {
    if ((uint32_t)rows[i] >= (uint32_t)limit) return false;
    copyRow(out, table + (int64_t)rows[i] * width, width);
  }
  return true;
}

void fillWords(int32_t* out, int32_t count, int32_t word) {
  for (int i = 0; i < count; i++) out[i] = word;
}
void fillBytes(uint8_t* out, int32_t count, int32_t byte) { std::memset(out, byte, count); }

}  // namespace
}  // namespace kernels
