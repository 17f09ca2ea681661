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
 * minibatches go by, read and summed up once at the end of each update. The sums are taken on the host, because one pass
 * over the totals is all they need there, where every kernel is a pass of its own.
 */
export class GradientWatch {
  readonly #layout: ParameterLayout;
  readonly #members: number;
  #sum: tf.Tensor;
  #squares: tf.Tensor;
  #largest: tf.Tensor;
  /** Of each member, the sum of the previous update's gradients; null before the first. */
  readonly #previous: (Float32Array | null)[];
  #counts: number[];

  constructor(layout: ParameterLayout, members: number) {
    this.#layout = layout;
    this.#members = members;
    this.#counts = new Array<number>(members).fill(0);
    this.#previous = new Array<null>(members).fill(null);
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
    const totals = [this.#sum, this.#squares, this.#largest];
    const vectors = (await Promise.all([...totals, before, after].map((total) => total.data()))) as Vectors;
    tf.dispose(totals);
    [this.#sum, this.#squares, this.#largest] = this.#zeros();
    const counts = this.#counts;
    this.#counts = counts.map(() => 0);

    const { length, offsets, sizes } = this.#layout;
    return counts.map((count, member) => {
      const start = member * length;
      const layers = sizes.map((size, layer) =>
        layerSums(vectors, this.#previous[member]!, start, offsets[layer]!, size),
      );
      this.#previous[member] = vectors[0].subarray(start, start + length);
      const whole = layers.reduce(together);
      return [whole, ...layers].map((sums) => describe(sums, Math.max(1, count)));
    });
  }

  /** What a member's next statistics are compared with. */
  save(member: number): Float32Array | null {
    return this.#previous[member]?.slice() ?? null;
  }

  restore(member: number, previous: Float32Array | null): void {
    this.#previous[member] = previous;
  }

  dispose(): void {
    tf.dispose([this.#sum, this.#squares, this.#largest]);
  }

  #zeros(): Totals {
    const zeros = () => tf.zeros([this.#members, 1, this.#layout.length]);
    return [zeros(), zeros(), zeros()];
  }
}

/** Of all members: Σg, Σg², max|g| over the minibatches, the parameters before and after. */
type Vectors = [Float32Array, Float32Array, Float32Array, Float32Array, Float32Array];

/** Sums over the numbers of one layer. */
interface LayerSums {
  readonly size: number;
  /** Σg and Σg². */
  readonly sum: number;
  readonly squares: number;
  /** max|g| */
  readonly largest: number;
  /** Σ(Δθ)² and Σθ². */
  readonly moved: number;
  readonly parameters: number;
  /** Products of the summed gradients: this update's with itself, with the one before, that with itself. */
  readonly own: number;
  readonly dot: number;
  /** null at the first update. */
  readonly previous: number | null;
}

/** @param start of the member's numbers. @param last the member's own. @param offset of the layer in both. */
function layerSums(
  [gradients, squared, magnitudes, before, after]: Vectors,
  last: Float32Array | null,
  start: number,
  offset: number,
  size: number,
): LayerSums {
  let [sum, squares, largest, moved, parameters, own, dot, previous] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = start + offset; i < start + offset + size; i++) {
    const g = gradients[i]!;
    const g0 = last === null ? 0 : last[i - start]!;
    const move = after[i]! - before[i]!;
    sum += g;
    squares += squared[i]!;
    largest = Math.max(largest, magnitudes[i]!);
    moved += move * move;
    parameters += after[i]! * after[i]!;
    own += g * g;
    dot += g * g0;
    previous += g0 * g0;
  }
  return {
    size,
    sum,
    squares,
    largest,
    moved,
    parameters,
    own,
    dot,
    previous: last === null ? null : previous,
  };
}

function together(a: LayerSums, b: LayerSums): LayerSums {
  return {
    size: a.size + b.size,
    sum: a.sum + b.sum,
    squares: a.squares + b.squares,
    largest: Math.max(a.largest, b.largest),
    moved: a.moved + b.moved,
    parameters: a.parameters + b.parameters,
    own: a.own + b.own,
    dot: a.dot + b.dot,
    previous: a.previous === null || b.previous === null ? null : a.previous + b.previous,
  };
}

/** @param count minibatches that the member took part in. */
function describe(sums: LayerSums, count: number): GradientStats {
  const n = count * sums.size;
  const mean = sums.sum / n;
  const cosine = sums.previous === null ? Number.NaN : sums.dot / Math.sqrt(sums.own * sums.previous);
  return {
    gradNorm: Math.sqrt(sums.squares / count),
    gradMean: mean,
    gradStd: Math.sqrt(Math.max(0, sums.squares / n - mean * mean)),
    gradMaxAbs: sums.largest,
    updateNorm: Math.sqrt(sums.moved),
    paramNorm: Math.sqrt(sums.parameters),
    cosinePrevious: Number.isFinite(cosine) ? cosine : null,
  };
}
