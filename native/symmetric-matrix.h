// The eigenvectors of one symmetric matrix, in double precision, as assembly/symmetric-matrix.ts computes them.
#pragma once
#include "householder.h"

namespace {

/** Where the parts of a decomposition lie in the room of a kernel, `2 n + 4` rows. */
struct SymmetricMatrix {
  static constexpr double precision = 2.220446049250313e-16;
  /** More than any eigenvalue has been seen to take. */
  static constexpr int mostRounds = 60;

  int n, length;
  double *matrix, *vectors, *values, *beside, *inverse, *w;

  SymmetricMatrix(double* room, int n)
      : n(n), length(paddedLength(n)), matrix(room), vectors(room + n * length), values(vectors + n * length),
        beside(values + length), inverse(beside + length), w(inverse + length) {}

  double* row(int i) const { return matrix + i * length; }
  double* vector(int i) const { return vectors + i * length; }

  /**
   * Turns the matrix into eigenvectors, a row each, and eigenvalues in no order: by Householder's tridiagonalisation and the
   * implicit QL iteration (Wilkinson & Reinsch 1971, II/2 and II/4).
   */
  void decompose() const {
    tridiagonalise();
    gather();
    transpose();
    iterate();
  }

 private:
  /** Leaves the vectors of the reflections in the rows, and the two diagonals. */
  void tridiagonalise() const {
    clear(beside, 0, length);
    for (int k = 0; k < n; k++) {
      // The k-th row becomes the vector u of the reflection I − u uᵀ / h.
      double* u = row(k);
      values[k] = u[k];
      inverse[k] = 0;
      if (k == n - 1) break;
      const double first = u[k + 1];
      const double below = dot(u, u, k + 2, n);
      if (below == 0) {
        beside[k] = first;
        continue;
      }
      const int start = startOf(k + 1);
      const Reflection reflection(first, below);
      const double factor = reflection.factor;
      beside[k] = reflection.turned;
      inverse[k] = factor;
      clear(u, start, k + 1);
      u[k + 1] = first - reflection.turned;
      clear(w, 0, length);
      for (int i = k + 1; i < n; i++) addMultiple(w, row(i), u[i], start, length);
      multiplyRow(w, factor, start, length);
      clear(w, start, k + 1);
      addMultiple(w, u, dot(u, w, k + 1, n) * factor * -0.5, start, length);
      for (int i = k + 1; i < n; i++) subtractTwo(row(i), u[i], w, w[i], u, start, length);
    }
  }

  /** The product of all reflections, whose vectors are the rows of the matrix. */
  void gather() const {
    clear(vectors, 0, n * length);
    for (int i = 0; i < n; i++) vector(i)[i] = 1;
    for (int k = n - 3; k >= 0; k--)
      if (inverse[k] != 0) reflect(vectors, row(k), 1, inverse[k], w, k + 1, k + 1, n, length);
  }

  void transpose() const {
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) row(j)[i] = vector(i)[j];
    std::memcpy(vectors, matrix, sizeof(double) * n * length);
  }

  /** The diagonal becomes the eigenvalues, and the rows of `vectors` turn into the eigenvectors. */
  void iterate() const {
    double* const d = values;
    double* const e = beside;
    double shifted = 0, largest = 0;
    for (int l = 0; l < n; l++) {
      const double size = std::fabs(d[l]) + std::fabs(e[l]);
      largest = largest > size ? largest : size;
      const double negligible = precision * largest;
      int m = l;
      while (m < n - 1 && std::fabs(e[m]) > negligible) m++;
      for (int round = 0; m > l && round < mostRounds; round++) {
        const double g = d[l];
        const double half = (d[l + 1] - g) / (2 * e[l]);
        const double root = std::sqrt(half * half + 1);
        const double sum = half < 0 ? half - root : half + root;
        d[l] = e[l] / sum;
        const double next = e[l] * sum;
        d[l + 1] = next;
        const double shift = g - d[l];
        for (int i = l + 2; i < n; i++) d[i] = d[i] - shift;
        shifted += shift;
        double p = d[m];
        double c = 1, c2 = 1, c3 = 1, s = 0, s2 = 0;
        const double after = e[l + 1];
        for (int i = m - 1; i >= l; i--) {
          c3 = c2;
          c2 = c;
          s2 = s;
          const double ce = c * e[i];
          const double cp = c * p;
          const double r = std::sqrt(p * p + e[i] * e[i]);
          e[i + 1] = s * r;
          s = e[i] / r;
          c = p / r;
          p = c * d[i] - s * ce;
          d[i + 1] = cp + s * (c * ce + s * d[i]);
          rotate(vector(i), vector(i + 1), c, s, length);
        }
        p = (-s * s2 * c3 * after * e[l]) / next;
        e[l] = s * p;
        d[l] = c * p;
        if (!(std::fabs(e[l]) > negligible)) break;
      }
      d[l] = d[l] + shifted;
      e[l] = 0;
    }
  }
};

}  // namespace
