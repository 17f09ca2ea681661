// All kernels for one set of instructions. This file is compiled once for each, with the flags of binding.gyp; everything in
// the headers belongs to it alone, so that no function of one target can stand in for another's.
#if !defined(__clang__)
// Instructions of several vectors are to be mixed, which GCC does on x86 only when told to.
#pragma GCC optimize("schedule-insns", "sched-pressure")
#endif

#include "binary.h"
#include "categorical.h"
#include "copy.h"
#include "dense.h"
#include "eigen.h"
#include "gaussian.h"
#include "layer-norm.h"
#include "layer-sums.h"
#include "mat-mul.h"
#include "ppo-loss.h"
#include "program.h"
#include "qr.h"
#include "reduce.h"
#include "rules.h"
#include "softmax.h"
#include "standardize.h"
#include "truths.h"
#include "unary.h"

#include <utility>

namespace {

template <class T> constexpr int wordsOf = std::is_same_v<T, double> ? 2 : 1;

template <class T> inline T argument(uint8_t* heap, const uint32_t* words) {
  if constexpr (std::is_pointer_v<T>) return (T)(heap + words[0]);
  else if constexpr (std::is_same_v<T, bool>) return words[0] != 0;
  else if constexpr (std::is_integral_v<T>) return (T)(int32_t)words[0];
  else {
    T number;
    memcpy(&number, words, sizeof number);
    return number;
  }
}

template <auto kernel> struct Call;
template <class Result, class... Arguments, Result (*kernel)(Arguments...)> struct Call<kernel> {
  static constexpr int words = (wordsOf<Arguments> + ...);

  /** Everything that a kernel consists of is compiled into this one function, but for what asks not to be. */
  __attribute__((flatten)) static bool of(uint8_t* heap, const uint32_t* words) {
    return with(heap, words, std::index_sequence_for<Arguments...>{});
  }

  /** The word at which an argument begins. */
  static constexpr int startOf(std::size_t argument) {
    constexpr int lengths[] = {wordsOf<Arguments>...};
    int start = 0;
    for (std::size_t i = 0; i < argument; i++) start += lengths[i];
    return start;
  }

  template <std::size_t... i>
  static bool with(uint8_t* heap, const uint32_t* words, std::index_sequence<i...>) {
    if constexpr (std::is_void_v<Result>) {
      kernel(argument<Arguments>(heap, words + startOf(i))...);
      return true;
    } else {
      return kernel(argument<Arguments>(heap, words + startOf(i))...);
    }
  }
};

/** Copies a word: a coefficient that lies on the heap into the call that takes it. */
inline void loadWord(uint32_t* to, const uint32_t* from) { *to = *from; }

#define NAMED(name, kernel) {name, Call<kernels::kernel>::words, Call<kernels::kernel>::of}
#define KERNEL(kernel) NAMED(#kernel, kernel)

const Kernel all[] = {
    {"load", Call<loadWord>::words, Call<loadWord>::of},
    KERNEL(matMul),
    KERNEL(finishLinear),
    KERNEL(finishTanh),
    KERNEL(finishRelu),
    KERNEL(tanhSlope),
    KERNEL(reluSlope),
    KERNEL(sum),
    KERNEL(largest),
    KERNEL(smallest),
    KERNEL(add),
    KERNEL(subtract),
    KERNEL(multiply),
    KERNEL(divide),
    KERNEL(maximum),
    KERNEL(minimum),
    KERNEL(squaredDifference),
    KERNEL(greater),
    KERNEL(greaterEqual),
    KERNEL(less),
    KERNEL(lessEqual),
    KERNEL(equal),
    KERNEL(notEqual),
    KERNEL(abs),
    KERNEL(exp),
    KERNEL(log),
    KERNEL(neg),
    KERNEL(reciprocal),
    KERNEL(relu),
    KERNEL(rsqrt),
    KERNEL(sigmoid),
    KERNEL(sign),
    KERNEL(sqrt),
    KERNEL(square),
    KERNEL(tanh),
    KERNEL(step),
    KERNEL(clip),
    KERNEL(truthsToFloats),
    KERNEL(integersToFloats),
    NAMED("not", opposite),
    NAMED("and", bothTruths),
    NAMED("or", eitherTruth),
    KERNEL(select),
    KERNEL(copyWords),
    KERNEL(copyBytes),
    KERNEL(fillWords),
    KERNEL(fillBytes),
    KERNEL(gatherWords),
    KERNEL(softmax),
    KERNEL(categorical),
    KERNEL(categoricalGradient),
    KERNEL(gaussian),
    KERNEL(gaussianGradient),
    KERNEL(ppoLoss),
    KERNEL(ppoLossGradient),
    KERNEL(blend),
    KERNEL(moments),
    KERNEL(overRoot),
    KERNEL(clipNorm),
    KERNEL(watchGradient),
    KERNEL(largestMagnitude),
    KERNEL(layerSums),
    KERNEL(normalizeRows),
    KERNEL(normalizeRowsSlopes),
    KERNEL(standardizeRows),
    KERNEL(symmetricEigen),
    KERNEL(symmetricRoot),
    KERNEL(qr),
};

}  // namespace

extern const Target TARGET;
const Target TARGET = {TARGET_NAME, all, sizeof all / sizeof all[0]};
