// Programs: lists of kernel calls, as words [kernel, argument, …, kernel, argument, …].
#pragma once
#include <cstdint>

/** One kernel of one target, with its arguments taken from words. */
struct Kernel {
  const char* name;
  int arguments;
  /** @returns false where the kernel refuses. */
  bool (*call)(uint8_t* heap, const double* arguments);
};

/** The kernels as compiled for one set of instructions. */
struct Target {
  const char* name;
  const Kernel* kernels;
  int count;
};

/** The kernel with this number is none: its arguments say which word takes the float32 at which address. */
constexpr int loadNumber = 0;

/** Executes words `start` to `end` − 1. @returns 0, or 1 + the word at which a kernel refused or there is none. */
inline int64_t runProgram(const Target& target, uint8_t* heap, double* words, int64_t start, int64_t end) {
  for (int64_t at = start; at < end;) {
    const int64_t number = (int64_t)words[at];
    if (number < 0 || number >= target.count) return at + 1;
    const Kernel& kernel = target.kernels[number];
    const double* arguments = words + at + 1;
    if (at + 1 + kernel.arguments > end) return at + 1;
    if (number == loadNumber) words[(int64_t)arguments[0]] = *(const float*)(heap + (uint32_t)arguments[1]);
    else if (!kernel.call(heap, arguments)) return at + 1;
    at += 1 + kernel.arguments;
  }
  return 0;
}
