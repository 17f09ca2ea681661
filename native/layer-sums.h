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
  for (int i = 0; i < length; i += 4) {
    const auto inside = firstLanes<4>(length - i);
    const auto gradient = masked(load<4>(g + i), inside);
    const auto previous = masked(load<4>(p + i), inside);
    const auto after = masked(load<4>(b + i), inside);
    const auto move = masked(after - load<4>(a + i), inside);
    largest = ::maximum(largest, masked(load<4>(m + i), inside));
    ofG.add(gradient);
    ofS.add(masked(load<4>(s + i), inside));
    ofGG.add(gradient * gradient);
    ofGP.add(gradient * previous);
    ofPP.add(previous * previous);
    moved.add(move * move);
    ofBB.add(after * after);
  }
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
