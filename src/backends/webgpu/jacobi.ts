import type { MemberProgram } from './member-program.ts';

/**
 * One-sided Jacobi rotations (Hestenes 1958): the columns of a matrix are turned in pairs until each is orthogonal to all
 * others, which makes of X the product B = X · V with an orthogonal V. Under each other, `[rows + columns, columns]`.
 *
 * The pairs of a round have no column in common (every column meets every other in one sweep of rounds, as in a
 * tournament), so that they are turned at the same time. Sweeps end when no pair is left that is further from orthogonal
 * than single precision can tell, which it takes six to ten of.
 */
export const jacobi: MemberProgram = {
  name: 'jacobi',
  resultOf: ([rows, columns]) => [rows + columns, columns],
  code: /* wgsl */ `
    const sweeps = 20;
    const negligible = 1e-7;
    /** Squares of lengths below it are not worth a turn: no entry of the matrix is larger than 1. */
    const tiny = 1e-30;

    var<workgroup> turned : atomic<u32>;
    var<workgroup> anyTurned : u32;

    /** The columns of the pair in a round; the second may be one too many where their number is odd. */
    fn pairOf(pair : i32, round : i32, players : i32) -> vec2<i32> {
      if (pair == 0) { return vec2<i32>(round, players - 1); }
      let others = players - 1;
      let a = (round + pair) % others;
      let b = (round - pair + others) % others;
      return vec2<i32>(min(a, b), max(a, b));
    }

    fn work(x0 : i32, b0 : i32, rows : i32, columns : i32, thread : i32, threads : i32) {
      for (var i = thread; i < rows * columns; i += threads) { result[b0 + i] = x[x0 + i]; }
      for (var i = thread; i < columns * columns; i += threads) {
        result[b0 + rows * columns + i] = select(0.0, 1.0, i / columns == i % columns);
      }
      storageBarrier();

      let players = columns + columns % 2;
      for (var sweep = 0; sweep < sweeps; sweep++) {
        for (var round = 0; round < players - 1; round++) {
          for (var pair = thread; pair < players / 2; pair += threads) {
            let columnsOfPair = pairOf(pair, round, players);
            let p = columnsOfPair.x;
            let q = columnsOfPair.y;
            if (q < columns) {
              var pp = 0.0;
              var qq = 0.0;
              var pq = 0.0;
              for (var i = 0; i < rows; i++) {
                let a = result[b0 + i * columns + p];
                let b = result[b0 + i * columns + q];
                pp += a * a;
                qq += b * b;
                pq += a * b;
              }
              if (abs(pq) > negligible * sqrt(pp) * sqrt(qq) && abs(pq) > tiny) {
                let zeta = (qq - pp) / (2.0 * pq);
                let tangent = select(-1.0, 1.0, zeta >= 0.0) / (abs(zeta) + sqrt(1.0 + zeta * zeta));
                let cosine = 1.0 / sqrt(1.0 + tangent * tangent);
                let sine = cosine * tangent;
                for (var i = 0; i < rows + columns; i++) {
                  let at = b0 + i * columns;
                  let a = result[at + p];
                  let b = result[at + q];
                  result[at + p] = cosine * a - sine * b;
                  result[at + q] = sine * a + cosine * b;
                }
                atomicStore(&turned, 1u);
              }
            }
          }
          storageBarrier();
        }
        workgroupBarrier();
        if (thread == 0) { anyTurned = atomicExchange(&turned, 0u); }
        if (workgroupUniformLoad(&anyTurned) == 0u) { break; }
      }
    }
  `,
};
