// Householder's reflections I − u uᵀ / h, which turn a vector into a multiple of the first unit vector.
#pragma once
#include "double-rows.h"

namespace {

/** The reflection of a vector, of which u differs in the first number alone: it is `first − turned` there. */
struct Reflection {
  /** What the first number becomes. */
  double turned;
  /** 1 / h */
  double factor;

  /** @param below the squares of all other numbers, not zero. */
  Reflection(double first, double below) {
    const double square = first * first + below;
    const double norm = std::sqrt(square);
    turned = first > 0 ? -norm : norm;
    factor = 1 / (square + std::fabs(first) * norm);
  }
};

/**
 * Applies a reflection to the rows `top` to `m − 1` of a matrix, from column `first` on.
 *
 * @param u its vector, of which the numbers for two rows are `step` apart.
 * @param w a row of room.
 */
inline void reflect(double* matrix, const double* u, int step, double factor, double* w, int top, int first, int m,
                    int length) {
  const int start = startOf(first);
  clear(w, start, length);
  for (int i = top; i < m; i++) addMultiple(w, matrix + i * length, u[i * step], start, length);
  clear(w, start, first);
  for (int i = top; i < m; i++) addMultiple(matrix + i * length, w, -(u[i * step] * factor), start, length);
}

}  // namespace
