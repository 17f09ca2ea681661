import { chooseMembers } from '../tensors/choose-members.ts';
import { defineOp } from '../tensors/op.ts';
import type { ParameterLayout } from '../tensors/parameter-layout.ts';
import * as tf from '../tensors/tf.ts';

/** Statistics of one update, of one layer or of the whole vector, of one member. */
export interface GradientStats {
  /** Root mean square, over the update's minibatches, of the gradient's norm before clipping. */
  readonly gradNorm: number;
  /** Mean of the gradient's elements over all minibatches. */
  readonly gradMean: number;
  /** Their population standard deviation; its square is exact to float32 rounding of the mean square. */
  readonly gradStd: number;
  /** The largest magnitude. */
  readonly gradMaxAbs: number;
  /** Norm of the way the parameters went in the whole update. */
  readonly updateNorm: number;
  /** Norm of the parameters after it. */
  readonly paramNorm: number;
  /** Cosine between the mean gradients of this update and of the one before; null at the first, and of a whole team. */
  readonly cosinePrevious: number | null;
}

/** Over minibatches, number by number: sum, sum of squares, largest magnitude. */
type Totals = [tf.Tensor, tf.Tensor, tf.Tensor];

/** → the totals with one more gradient. */
export const watchGradientOp = defineOp<'sum' | 'squares' | 'largest' | 'gradient'>({
  name: 'WatchGradient',
  formula: ({ sum, squares, largest, gradient }) => [
    tf.add(sum, gradient),
    tf.add(squares, tf.square(gradient)),
    tf.maximum(largest, tf.abs(gradient)),
  ],
});

/**
 * Watches the gradients of a population without slowing it down: three running totals on the device while the
 * minibatches go by, one small tensor read at the end of each update.
 */
export class GradientWatch {
  readonly #layout: ParameterLayout;
  readonly #members: number;
  #sum: tf.Tensor;
  #squares: tf.Tensor;
  #largest: tf.Tensor;
  /** Sum of the previous update's gradients; undefined before the first. */
  #previous: tf.Tensor | undefined;
  #counts: number[];

  constructor(layout: ParameterLayout, members: number) {
    this.#layout = layout;
    this.#members = members;
    this.#counts = new Array<number>(members).fill(0);
    [this.#sum, this.#squares, this.#largest] = this.#zeros();
  }

  /** @param gradient `[P, 1, n]`. @param active members that the minibatch counts for. */
  add(gradient: tf.Tensor, active: readonly boolean[]): void {
    active.forEach((counts, member) => {
      if (counts) this.#counts[member]!++;
    });
    const before = [this.#sum, this.#squares, this.#largest];
    [this.#sum, this.#squares, this.#largest] = tf.tidy(() =>
      watchGradientOp(
        {
          sum: this.#sum,
          squares: this.#squares,
          largest: this.#largest,
          gradient: chooseMembers(active, gradient, 0),
        },
        {},
      ),
    ) as Totals;
    tf.dispose(before);
  }

  /**
   * The statistics since the last call, and a fresh start.
   *
   * @param before the parameters `[P, 1, n]` before the update. @param after and after it.
   * @returns member → layers, the whole vector first, then every parameter in order.
   */
  async read(before: tf.Tensor, after: tf.Tensor): Promise<GradientStats[][]> {
    const sums = this.#reduce(before, after);
    const data = (await sums.data()) as Float32Array;
    sums.dispose();
    const hasPrevious = this.#previous !== undefined;
    this.#previous?.dispose();
    this.#previous = this.#sum;
    tf.dispose([this.#squares, this.#largest]);
    const counts = this.#counts;
    this.#counts = counts.map(() => 0);
    [this.#sum, this.#squares, this.#largest] = this.#zeros();

    const layers = this.#layout.sizes.length;
    return counts.map((count, member) => {
      const rows = Array.from({ length: layers }, (_, layer) =>
        Array.from({ length: quantities }, (_, q) => data[(member * quantities + q) * layers + layer]!),
      );
      const whole = rows.reduce((total, row) =>
        total.map((value, q) => (q === largestRow ? Math.max(value, row[q]!) : value + row[q]!)),
      );
      const describe = (row: readonly number[], size: number): GradientStats => {
        const n = Math.max(1, count) * size;
        const [sum, squares, moved, parameters, dot, own, previous, largest] = row as Row;
        const mean = sum / n;
        const cosine = dot / Math.sqrt(own * previous);
        return {
          gradNorm: Math.sqrt(squares / Math.max(1, count)),
          gradMean: mean,
          gradStd: Math.sqrt(Math.max(0, squares / n - mean * mean)),
          gradMaxAbs: largest,
          updateNorm: Math.sqrt(moved),
          paramNorm: Math.sqrt(parameters),
          cosinePrevious: hasPrevious && Number.isFinite(cosine) ? cosine : null,
        };
      };
      return [
        describe(whole, this.#layout.length),
        ...rows.map((row, i) => describe(row, this.#layout.sizes[i]!)),
      ];
    });
  }

  dispose(): void {
    tf.dispose([this.#sum, this.#squares, this.#largest]);
    this.#previous?.dispose();
  }

  /** `[P, quantities, layers]`: sums over each layer, and the largest magnitude. */
  #reduce(before: tf.Tensor, after: tf.Tensor): tf.Tensor {
    return tf.tidy(() => {
      const previous = this.#previous ?? tf.zerosLike(this.#sum);
      const elementwise = tf.concat(
        [
          this.#sum,
          this.#squares,
          tf.square(tf.sub(after, before)),
          tf.square(after),
          tf.mul(this.#sum, previous),
          tf.square(this.#sum),
          tf.square(previous),
        ],
        1,
      );
      const sums = this.#perLayer(elementwise, (part) => tf.sum(part, 2, true));
      const largest = this.#perLayer(this.#largest, (part) => tf.max(part, 2, true));
      return tf.concat([sums, largest], 1);
    });
  }

  #perLayer(x: tf.Tensor, reduce: (part: tf.Tensor) => tf.Tensor): tf.Tensor {
    return tf.concat(tf.split(x, [...this.#layout.sizes], 2).map(reduce), 2);
  }

  #zeros(): Totals {
    const zeros = () => tf.zeros([this.#members, 1, this.#layout.length]);
    return [zeros(), zeros(), zeros()];
  }
}

/** Rows of the reduced tensor: Σg, Σg², Σ(Δθ)², Σθ², Σg·g₋₁, Σ(Σg)², Σ(Σg₋₁)², max|g|. */
type Row = [number, number, number, number, number, number, number, number];
const quantities = 8;
const largestRow = 7;
