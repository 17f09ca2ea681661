// What the statistics of gradients need of the numbers of one layer of one member, all sums in one pass.
#pragma once
#include "doubles.h"

namespace kernels {
namespace {

/** Leaves Σg, Σs, max m, Σg², Σg·p, Σp², Σ(b − a)² and Σb²; products are rounded to single precision, sums once. */
void layerSums(float* out, const float* g, const float* s, const float* m, const float* p, const float* a,
               const float* b, int32_t length) {
  Doubles<4> ofG, ofS, ofGG, ofGP, ofPP, moved, ofBB;
  Floats<4> largest = {};
  const auto add = [&](int i, auto inside) {
    const Floats<4> gradient = inside(load<4>(g + i));
    const Floats<4> previous = inside(load<4>(p + i));
    const Floats<4> after = inside(load<4>(b + i));
    const Floats<4> move = inside(after - load<4>(a + i));
    largest = ::maximum(largest, inside(load<4>(m + i)));
    ofG.add(gradient);
    ofS.add(inside(load<4>(s + i)));
    ofGG.add(gradient * gradient);
    ofGP.add(gradient * previous);
    ofPP.add(previous * previous);
    moved.add(move * move);
    ofBB.add(after * after);
  };
  int i = 0;
  for (; i + 4 <= length; i += 4) add(i, [](Floats<4> four) { return four; });
  const auto rest = firstLanes<4>(length - i);
  if (i < length) add(i, [=](Floats<4> four) { return masked(four, rest); });
  out[0] = (float)total(ofG);
  out[1] = (float)total(ofS);
  out[2] = ::maximum(::maximum(largest[0], largest[1]), ::maximum(largest[2], largest[3]));
  out[3] = (float)total(ofGG);
  out[4] = (float)total(ofGP);
  out[5] = (float)total(ofPP);
  out[6] = (float)total(moved);
  out[7] = (float)total(ofBB);
}

}  // namespace
}  // namespace kernels
