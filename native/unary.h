// Functions of one tensor, element by element.
#pragma once
#include "log.h"
#include "sigmoid.h"
#include "tanh.h"

namespace {

template <class Function> inline void each(float* out, const float* x, int32_t length, Function function) {
  mapVectors(out, length, [=](auto lanes, int i) { return load<lanes>(x + i); }, function);
}

}  // namespace

namespace kernels {
namespace {

void tanh(float* out, const float* x, int32_t length) {
  each(out, x, length, [](auto v) { return tanhOf(v); });
}
void exp(float* out, const float* x, int32_t length) {
  each(out, x, length, [](auto v) { return expOf(v); });
}
void log(float* out, const float* x, int32_t length) {
  each(out, x, length, [](auto v) { return logOf(v); });
}
void sigmoid(float* out, const float* x, int32_t length) {
  each(out, x, length, [](auto v) { return sigmoidOf(v); });
}
void relu(float* out, const float* x, int32_t length) {
  each(out, x, length, [](auto v) { return positivePart(v); });
}
void sqrt(float* out, const float* x, int32_t length) {
  each(out, x, length, [](auto v) { return squareRoot(v); });
}
void rsqrt(float* out, const float* x, int32_t length) {
  each(out, x, length, [](auto v) { return 1.0f / squareRoot(v); });
}
void square(float* out, const float* x, int32_t length) {
  each(out, x, length, [](auto v) { return v * v; });
}
void abs(float* out, const float* x, int32_t length) {
  each(out, x, length, [](auto v) { return absolute(v); });
}
void neg(float* out, const float* x, int32_t length) {
  each(out, x, length, [](auto v) { return negated(v); });
}
void sign(float* out, const float* x, int32_t length) {
  each(out, x, length, [](auto v) {
    const auto one = splat<decltype(v)>(1);
    return masked(one, v > 0.0f) - masked(one, v < 0.0f);
  });
}
void reciprocal(float* out, const float* x, int32_t length) {
  each(out, x, length, [](auto v) { return 1.0f / v; });
}

/** 1 above zero, `below` elsewhere; NaN stays NaN. */
void step(float* out, const float* x, int32_t length, float below) {
  each(out, x, length, [=](auto v) {
    using V = decltype(v);
    const V step = v > 0.0f ? splat<V>(1) : splat<V>(below);
    return v == v ? step : v;
  });
}

void clip(float* out, const float* x, int32_t length, float low, float high) {
  each(out, x, length, [=](auto v) {
    using V = decltype(v);
    return pmin(pmax(v, splat<V>(low)), splat<V>(high));
  });
}

}  // namespace
}  // namespace kernels
