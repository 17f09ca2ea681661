// Programs: lists of kernel calls, as words of 32 bits on the heap: [kernel, argument, …, kernel, argument, …].
#pragma once
#include <cstdint>
#include <cstring>

/** One kernel of one target, with its arguments taken from words. */
struct Kernel {
  const char* name;
  int words;
  /** @returns false where the kernel refuses. */
  bool (*call)(uint8_t* heap, const uint32_t* words);
};

/** The kernels as compiled for one set of instructions. */
struct Target {
  const char* name;
  const Kernel* kernels;
  int count;
};

/** Executes the words from address `start` to `end`. @returns 0, or the address of a call that refused or that there is not. */
inline uint32_t runProgram(const Target& target, uint8_t* heap, uint32_t start, uint32_t end) {
  for (uint32_t at = start; at < end;) {
    const auto* words = (const uint32_t*)(heap + at);
    if (words[0] >= (uint32_t)target.count) return at;
    const Kernel& kernel = target.kernels[words[0]];
    const uint32_t next = at + 4 * (1 + kernel.words);
    if (next > end || !kernel.call(heap, words + 1)) return at;
    at = next;
  }
  return 0;
}
