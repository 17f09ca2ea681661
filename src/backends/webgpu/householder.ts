import type { MemberProgram } from './member-program.ts';

/**
 * Householder's reflections (1958), which make a matrix X triangular: what they make of X and of the identity beside it,
 * R and Qᵀ, and a column of scratch paper, `[rows, columns + rows + 1]`. What should be zero below R's diagonal is so but
 * for rounding; the signs are as they come.
 */
export const householder: MemberProgram = {
  name: 'householder',
  resultOf: ([rows, columns]) => [rows, columns + rows + 1],
  code: /* wgsl */ `
    fn work(x0 : i32, a0 : i32, rows : i32, columns : i32, thread : i32, threads : i32) {
      let width = columns + rows + 1;
      for (var i = thread; i < rows * width; i += threads) {
        let row = i / width;
        let column = i % width;
        if (column < columns) {
          result[a0 + i] = x[x0 + row * columns + column];
        } else {
          result[a0 + i] = select(0.0, 1.0, column - columns == row);
        }
      }
      storageBarrier();

      let scratch = a0 + width - 1;
      for (var k = 0; k < min(rows - 1, columns); k++) {
        for (var i = k + thread; i < rows; i += threads) {
          result[scratch + i * width] = result[a0 + i * width + k];
        }
        storageBarrier();
        var squares = 0.0;
        for (var i = k; i < rows; i++) {
          let entry = result[scratch + i * width];
          squares += entry * entry;
        }
        let norm = sqrt(squares);
        let first = result[scratch + k * width];
        // Away from zero, so that nothing cancels.
        let pivot = first + select(-norm, norm, first >= 0.0);
        let half = squares + abs(first) * norm;
        if (half > 0.0) {
          for (var j = k + thread; j < width - 1; j += threads) {
            var product = pivot * result[a0 + k * width + j];
            for (var i = k + 1; i < rows; i++) {
              product += result[scratch + i * width] * result[a0 + i * width + j];
            }
            let share = product / half;
            result[a0 + k * width + j] -= share * pivot;
            for (var i = k + 1; i < rows; i++) {
              result[a0 + i * width + j] -= share * result[scratch + i * width];
            }
          }
        }
        storageBarrier();
      }
    }
  `,
};
