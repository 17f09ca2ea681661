// One matrix product, out = a · b. Every element is the sum over k in order, whatever tile it falls into, each product
// rounded before it is added. So the tiles are free: sums may wait in `out`, and a last tile may overlap the one before.
#pragma once
#include "transpose.h"

namespace {

/** A matrix: where it is, and how far apart, in floats, its rows and its columns are. One of them is 1. */
struct Side {
  const float* at;
  int64_t row, column;

  Side from(int64_t i, int64_t j) const { return {at + i * row + j * column, row, column}; }
};

/** Vectors of a row of a tile, so that a tile of four rows, its row of b and one of a fit into the registers. */
constexpr int vectorsAcross = hasManyRegisters ? 4 : 2;
/** Floats of b that the first cache holds beside the rest. */
constexpr int firstCache = 1 << 13;
/** Rows of b that are gone through at once where b is copied: a panel of tiles' columns then fits into the first cache. */
constexpr int depth = firstCache / (vectorsAcross * width);

/**
 * A tile of R rows and V vectors of N columns, the last of which begins at column `last`. Only `lanes` of that are stored.
 *
 * @param isTurned whether a's rows, and not its columns, are side by side.
 * @param goesOn whether `out` holds sums to go on from.
 */
template <int N, int R, int V, bool isTurned>
INLINED inline void tile(float* out, int64_t outRow, Side a, const float* b, int64_t bRow, int k, int last, int lanes,
                         bool goesOn) {
  const auto place = [=](int r, int v) { return r * outRow + (v < V - 1 ? v * N : last); };
  Floats<N> c[R][V];
  unrolled<R>([&](auto r) INLINED {
    unrolled<V>([&](auto v) INLINED {
      c[r][v] = goesOn ? load<N>(out + place(r, v)) : Floats<N>{};
    });
  });
  const float* rows[R];
  unrolled<R>([&](auto r) INLINED { rows[r] = a.at + r * a.row; });
  for (int p = 0; p < k; p++, b += bRow) {
    Floats<N> right[V];
    unrolled<V>([&](auto v) INLINED { right[v] = load<N>(b + (v < V - 1 ? v * N : last)); });
    unrolled<R>([&](auto r) INLINED {
      const float left = isTurned ? rows[0][r] : rows[r][p];
      unrolled<V>([&](auto v) INLINED { c[r][v] = c[r][v] + left * right[v]; });
    });
    if (isTurned) rows[0] += a.column;
  }
  unrolled<R>([&](auto r) INLINED {
    unrolled<V - 1>([&](auto v) INLINED { store(out + place(r, v), c[r][v]); });
    storeFirst(out + place(r, V - 1), c[r][V - 1], lanes);
  });
}

/** All rows, times V vectors of columns. */
template <int N, int V, bool isTurned>
__attribute__((noinline)) void tilesDown(float* out, int64_t outRow, Side a, const float* b, int64_t bRow, int m, int k,
                                         int last, int lanes, bool goesOn) {
  const auto rows = [=](auto count, int i) INLINED {
    tile<N, count, V, isTurned>(out + i * outRow, outRow, a.from(i, 0), b, bRow, k, last, lanes, goesOn);
  };
  int i = 0;
  for (; i + 4 <= m; i += 4) rows(Lanes<4>{}, i);
  if (m - i == 1) rows(Lanes<1>{}, i);
  if (m - i == 2) rows(Lanes<2>{}, i);
  if (m - i == 3) rows(Lanes<3>{}, i);
}

template <int N, int V>
inline void tilesDown(float* out, int64_t outRow, Side a, const float* b, int64_t bRow, int m, int k, int last,
                      int lanes, bool goesOn) {
  if (a.column == 1) tilesDown<N, V, false>(out, outRow, a, b, bRow, m, k, last, lanes, goesOn);
  else tilesDown<N, V, true>(out, outRow, a, b, bRow, m, k, last, lanes, goesOn);
}

/** All rows, times N columns or more; the last vector may overlap the one before. */
template <int N>
inline void panelOf(float* out, int64_t outRow, Side a, const float* b, int64_t bRow, int m, int k, int columns,
                    bool goesOn) {
  const int vectors = (columns + N - 1) / N;
  const int last = columns - N;
  if (vectors == 1) tilesDown<N, 1>(out, outRow, a, b, bRow, m, k, last, N, goesOn);
  if (vectors == 2) tilesDown<N, 2>(out, outRow, a, b, bRow, m, k, last, N, goesOn);
  if constexpr (vectorsAcross == 4 && N == width) {
    if (vectors == 3) tilesDown<N, 3>(out, outRow, a, b, bRow, m, k, last, N, goesOn);
    if (vectors == 4) tilesDown<N, 4>(out, outRow, a, b, bRow, m, k, last, N, goesOn);
  }
}

/** All rows, times as many columns as a tile has, or fewer: then with narrower vectors. */
inline void panel(float* out, int64_t outRow, Side a, const float* b, int64_t bRow, int m, int k, int columns,
                  bool goesOn) {
  if (columns >= width) panelOf<width>(out, outRow, a, b, bRow, m, k, columns, goesOn);
  else if (width > 8 && columns >= 8) panelOf<width < 8 ? 4 : 8>(out, outRow, a, b, bRow, m, k, columns, goesOn);
  else if (columns >= 4) panelOf<4>(out, outRow, a, b, bRow, m, k, columns, goesOn);
  else tilesDown<4, 1>(out, outRow, a, b, bRow, m, k, 0, columns, goesOn);
}

/** A part of b side by side, as the tiles read it. */
inline void fillPanel(float* to, int64_t toRow, Side b, int k, int columns) {
  if (b.column == 1)
    for (int p = 0; p < k; p++) std::memcpy(to + p * toRow, b.at + p * b.row, columns * sizeof(float));
  else
    transpose(to, toRow, b.at, b.column, columns, k);
}

/**
 * One row times a matrix that no first cache holds, read in the order in which it lies, four rows at once: memory hands
 * out streams far faster than strips, and that is all the time there is.
 */
inline void vectorTimesRows(float* out, Side a, Side b, int k, int n) {
  std::memset(out, 0, n * sizeof(float));
  for (int p = 0; p < k; p += 4) {
    const int rows = k - p < 4 ? k - p : 4;
    const Side from = b.from(p, 0);
    float left[4];
    for (int r = 0; r < rows; r++) left[r] = a.at[(p + r) * a.column];
    const auto add = [&](auto lanes, int j, int columns) {
      auto sum = load<lanes>(out + j);
      for (int r = 0; r < rows; r++) sum = sum + left[r] * load<lanes>(from.at + r * from.row + j);
      storeFirst(out + j, sum, columns);
    };
    int j = 0;
    for (; j + width <= n; j += width) add(Lanes<width>{}, j, width);
    for (; j < n; j += 4) add(Lanes<4>{}, j, n - j);
  }
}

/** A product of C columns, V vectors of rows at a time: the lanes are rows, which are laid side by side unless they are. */
template <int C, int V> __attribute__((noinline)) void rowsSideBySide(float* out, Side a, Side b, int k) {
  constexpr int rows = V * width;
  constexpr int depth = 64;
  Floats<width> c[C][V] = {};
  alignas(64) float turned[depth * rows];
  for (int done = 0; done < k; done += depth) {
    const int some = k - done < depth ? k - done : depth;
    Side x = a.from(0, done);
    if (a.row != 1) {
      transpose(turned, rows, x.at, a.row, rows, some);
      x = {turned, 1, rows};
    }
    const float* y = b.from(done, 0).at;
    for (int p = 0; p < some; p++, x.at += x.column, y += b.row) {
      Floats<width> left[V];
      unrolled<V>([&](auto v) INLINED { left[v] = load<width>(x.at + v * width); });
      unrolled<C>([&](auto column) INLINED {
        const float right = y[column * b.column];
        unrolled<V>([&](auto v) INLINED { c[column][v] = c[column][v] + left[v] * right; });
      });
    }
  }
  float sums[C][rows];
  unrolled<C>([&](auto column) INLINED {
    unrolled<V>([&](auto v) INLINED { store(sums[column] + v * width, c[column][v]); });
  });
  for (int row = 0; row < rows; row++)
    for (int column = 0; column < C; column++) *out++ = sums[column][row];
}

template <int C> inline void fewColumns(float* out, Side a, Side b, int m, int k) {
  int i = 0;
  for (; i + vectorsAcross * width <= m; i += vectorsAcross * width)
    rowsSideBySide<C, vectorsAcross>(out + i * C, a.from(i, 0), b, k);
  for (; i < m; i += width) {
    const int top = i < m - width ? i : m - width;
    rowsSideBySide<C, 1>(out + top * C, a.from(top, 0), b, k);
  }
}

}  // namespace

namespace kernels {
namespace {

/** Strides are in bytes. @param room is the WebAssembly kernel's. */
void matMul(float* out, const float* a, const float* b, float* room, int32_t m, int32_t k, int32_t n, uint32_t aRow,
            uint32_t aInner, uint32_t bInner, uint32_t bColumn) {
  (void)room;
  const Side left = {a, aRow / 4, aInner / 4};
  const Side right = {b, bInner / 4, bColumn / 4};
  if (n <= 4 && m >= 16) {
    if (n == 1) fewColumns<1>(out, left, right, m, k);
    if (n == 2) fewColumns<2>(out, left, right, m, k);
    if (n == 3) fewColumns<3>(out, left, right, m, k);
    if (n == 4) fewColumns<4>(out, left, right, m, k);
    return;
  }
  const bool isLarge = (int64_t)k * n > firstCache;
  if (m < 4 && right.column == 1 && isLarge) {
    for (int i = 0; i < m; i++) vectorTimesRows(out + (int64_t)i * n, left.from(i, 0), right, k, n);
    return;
  }
  constexpr int across = vectorsAcross * width;
  // For a few rows it does not pay to copy b.
  if (right.column == 1 && (m <= 8 || !isLarge)) {
    for (int j = 0; j < n; j += across)
      panel(out + j, n, left, right.from(0, j).at, right.row, m, k, n - j < across ? n - j : across, false);
    return;
  }
  alignas(64) float copy[depth * across];
  for (int done = 0; done < k; done += depth) {
    const int some = k - done < depth ? k - done : depth;
    for (int j = 0; j < n; j += across) {
      const int columns = n - j < across ? n - j : across;
      fillPanel(copy, across, right.from(done, j), some, columns);
      panel(out + j, n, left.from(0, done), copy, across, m, some, columns, done > 0);
    }
  }
}

}  // namespace
}  // namespace kernels
