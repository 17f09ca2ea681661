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
#include "gaussian.h"
#include "layer-norm.h"
#include "layer-sums.h"
#include "mat-mul.h"
#include "ppo-loss.h"
#include "program.h"
#include "reduce.h"
#include "rules.h"
#include "softmax.h"
#include "standardize.h"
#include "truths.h"
#include "unary.h"

#include <utility>

namespace {

template <class T> inline T argument(uint8_t* heap, double word) {
  if constexpr (std::is_pointer_v<T>) return (T)(heap + (uint32_t)(int64_t)word);
  else if constexpr (std::is_same_v<T, bool>) return word != 0;
  else if constexpr (std::is_integral_v<T>) return (T)(int64_t)word;
  else return (T)word;
}

template <auto kernel> struct Call;
template <class Result, class... Arguments, Result (*kernel)(Arguments...)> struct Call<kernel> {
  static constexpr int arguments = sizeof...(Arguments);

  /** Everything that a kernel consists of is compiled into this one function, but for what asks not to be. */
  __attribute__((flatten)) static bool of(uint8_t* heap, const double* words) {
    return with(heap, words, std::index_sequence_for<Arguments...>{});
  }

  template <std::size_t... i>
  static bool with(uint8_t* heap, const double* words, std::index_sequence<i...>) {
    if constexpr (std::is_void_v<Result>) {
      kernel(argument<Arguments>(heap, words[i])...);
      return true;
    } else {
      return kernel(argument<Arguments>(heap, words[i])...);
    }
  }
};

#define NAMED(name, kernel) {name, Call<kernels::kernel>::arguments, Call<kernels::kernel>::of}
#define KERNEL(kernel) NAMED(#kernel, kernel)

const Kernel all[] = {
    {"load", 2, nullptr},
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
};

}  // namespace

extern const Target TARGET;
const Target TARGET = {TARGET_NAME, all, sizeof all / sizeof all[0]};
