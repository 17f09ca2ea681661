// The addon: which kernels there are, for which sets of instructions, and programs of them executed on a heap.
#include <node_api.h>

#include "program.h"

#if defined(__x86_64__)
extern const Target sse4, avx2, avx512;
#elif defined(__aarch64__)
extern const Target neon;
#endif

namespace {

/** What this processor can execute, the fastest first, and what is used of it. */
const Target* targets[3];
uint32_t targetCount = 0;
uint32_t chosen = 0;

void findTargets() {
  targetCount = 0;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl"))
    targets[targetCount++] = &avx512;
  if (__builtin_cpu_supports("avx2")) targets[targetCount++] = &avx2;
  if (__builtin_cpu_supports("sse4.1")) targets[targetCount++] = &sse4;
#elif defined(__aarch64__)
  targets[targetCount++] = &neon;
#endif
}

/** The arguments of one call. Where one is not what it must be, an error is thrown once it is back in JavaScript. */
struct Arguments {
  napi_env env;
  napi_value values[4];
  bool sound = true;

  Arguments(napi_env env, napi_callback_info info) : env(env) {
    size_t count = 4;
    check(napi_get_cb_info(env, info, &count, values, nullptr, nullptr));
  }

  void check(napi_status status) {
    if (status == napi_ok || !sound) return;
    sound = false;
    napi_throw_type_error(env, nullptr, "the native kernels were called with wrong arguments");
  }

  /** The memory behind a typed array, which may be shared. */
  void* memory(int i, napi_typedarray_type expected) {
    napi_typedarray_type type;
    size_t length;
    void* data = nullptr;
    check(napi_get_typedarray_info(env, values[i], &type, &length, &data, nullptr, nullptr));
    if (sound && (type != expected || !data)) check(napi_invalid_arg);
    return data;
  }

  int64_t integer(int i) {
    int64_t number = 0;
    check(napi_get_value_int64(env, values[i], &number));
    return number;
  }
};

/** run(heap, start, end) */
napi_value run(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  auto* heap = (uint8_t*)arguments.memory(0, napi_uint8_array);
  const int64_t start = arguments.integer(1), end = arguments.integer(2);
  if (!arguments.sound) return nullptr;
  napi_value result;
  napi_create_uint32(env, runProgram(*targets[chosen], heap, (uint32_t)start, (uint32_t)end), &result);
  return result;
}

/** use(target): its place in the list of targets. */
napi_value use(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info);
  const int64_t target = arguments.integer(0);
  if (target < 0 || target >= targetCount) arguments.check(napi_invalid_arg);
  else chosen = (uint32_t)target;
  return nullptr;
}

void setNames(napi_env env, napi_value object, const char* key, uint32_t count, const char* (*nameOf)(uint32_t)) {
  napi_value names, name;
  napi_create_array(env, &names);
  for (uint32_t i = 0; i < count; i++) {
    napi_create_string_utf8(env, nameOf(i), NAPI_AUTO_LENGTH, &name);
    napi_set_element(env, names, i, name);
  }
  napi_set_named_property(env, object, key, names);
}

void setFunction(napi_env env, napi_value object, const char* key, napi_callback function) {
  napi_value value;
  napi_create_function(env, key, NAPI_AUTO_LENGTH, function, nullptr, &value);
  napi_set_named_property(env, object, key, value);
}

}  // namespace

NAPI_MODULE_INIT() {
  findTargets();
  setNames(env, exports, "targets", targetCount, [](uint32_t i) { return targets[i]->name; });
  // All targets have the same kernels in the same order.
  const uint32_t kernels = targetCount > 0 ? (uint32_t)targets[0]->count : 0;
  setNames(env, exports, "kernels", kernels, [](uint32_t i) { return targets[0]->kernels[i].name; });
  setFunction(env, exports, "run", run);
  setFunction(env, exports, "use", use);
  return exports;
}
