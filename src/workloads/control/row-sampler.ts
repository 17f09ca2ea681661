import * as tf from '../../tensors/tf.ts';
import { readTogether } from '../../tensors/together.ts';
import { chancesOf, noteScore } from './chances.ts';

/**
 * By which chances the rows of a roll-out are drawn in the passes over it. In the first one each comes once. After pass k, counted
 * from 0, the chances of the next are what each row has scored in it, mixed evenly by τ = k / passes: so the second is
 * even, and trust in the scores grows. What rows scored before is forgotten, as in the reference: one that a pass has not drawn
 * has no score in the next, and where weights make up for chances its weight is large.
 */
export class RowSampler {
  readonly #lengths: readonly number[];
  readonly #passes: readonly number[];
  /** Scores of the minibatches of this pass, `[P, B]`, and the rows of each player that they are of. */
  #kept: { readonly scores: tf.Tensor; readonly rows: readonly Int32Array[] }[] = [];
  #made = 0;
  /** Of each player's rows in the next pass; null before the first is over, and after the last. */
  chances: readonly Float64Array[] | null = null;

  /** @param lengths rows of each player. @param passes of each player over them. */
  constructor(lengths: readonly number[], passes: readonly number[]) {
    this.#lengths = lengths;
    this.#passes = passes;
  }

  /** Whether scores of the pass at hand will have a say in a next one. */
  get wants(): boolean {
    return this.#made > 0 && this.#made + 1 < Math.max(...this.#passes);
  }

  /** Keeps what rows of a minibatch scored. @param scores `[P, B]`, owned from here on. @param rows of each player, from 0. */
  keep(scores: tf.Tensor, rows: readonly Int32Array[]): void {
    this.#kept.push({ scores, rows });
  }

  /** Makes the chances of the next pass. All that was kept is read in one transfer. */
  async passed(): Promise<void> {
    const kept = this.#kept;
    this.#kept = [];
    const scores = this.#lengths.map((length) => new Float64Array(length));
    try {
      if (kept.length > 0) {
        const read = await readTogether(() =>
          Object.fromEntries(kept.map((minibatch, index) => [`${index}`, minibatch.scores])),
        );
        for (const [index, { rows }] of kept.entries()) {
          const width = kept[index]!.scores.shape[1]!;
          for (const [player, own] of rows.entries()) {
            for (const [at, row] of own.entries()) {
              noteScore(scores[player]!, row, read[`${index}`]![player * width + at]!);
            }
          }
        }
      }
    } finally {
      tf.dispose(kept.map((minibatch) => minibatch.scores));
    }
    const isLast = this.#made + 1 >= Math.max(...this.#passes);
    this.chances = isLast
      ? null
      : scores.map((own, player) => chancesOf(own, this.#made / this.#passes[player]!));
    this.#made++;
  }

  dispose(): void {
    tf.dispose(this.#kept.map(({ scores }) => scores));
  }
}
