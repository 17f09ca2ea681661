import type { GradientRecord } from '../results/index.ts';
import { type ChosenMembers, chooseMembers } from '../tensors/choose-members.ts';
import { type MemberRow, readMembers, withMembers } from '../tensors/member-rows.ts';
import { defineOp } from '../tensors/op.ts';
import type { ParameterLayout } from '../tensors/parameter-layout.ts';
import { RecordedFunction } from '../tensors/replay/recorded-function.ts';
import * as tf from '../tensors/tf.ts';
import { gradientNoise } from './gradient-noise.ts';
import { type LayerSums, layerSumsOp, readLayerSums, sumOfLayers } from './layer-sums.ts';

/** Statistics of one update, of one layer or of the whole vector, of one member: what a row of its table measures. */
export type GradientStats = Omit<GradientRecord, 'kind' | 'member' | 'updateIndex' | 'layerIndex' | 'layer'>;

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
 * minibatches go by, summed up layer by layer once at the end of each update. Only those sums leave the device.
 */
export class GradientWatch {
  readonly #layout: ParameterLayout;
  readonly #recorded = new RecordedFunction<null>('the statistics of gradients');
  #sum: tf.Tensor;
  #squares: tf.Tensor;
  #largest: tf.Tensor;
  /** The sum of the previous update's gradients; zeros before the first. */
  #previous: tf.Tensor;
  /** Which members have had a previous update. */
  readonly #compared: boolean[];
  #counts: number[];
  /** The first two totals, and the counts, as they were after the first pass over the samples. */
  #firstPass: {
    readonly sum: tf.Tensor;
    readonly squares: tf.Tensor;
    readonly counts: readonly number[];
  } | null = null;

  constructor(layout: ParameterLayout, members: number) {
    this.#layout = layout;
    this.#counts = new Array<number>(members).fill(0);
    this.#compared = new Array<boolean>(members).fill(false);
    this.#previous = this.#zeros();
    [this.#sum, this.#squares, this.#largest] = [this.#zeros(), this.#zeros(), this.#zeros()];
  }

  /** The running totals as they are, for {@link added} to be worked out from. Owned by the watch. */
  get totals(): readonly tf.Tensor[] {
    return [this.#sum, this.#squares, this.#largest];
  }

  /**
   * Totals with one more gradient. Call within `tf.tidy`.
   *
   * @param gradient `[P, 1, n]`. @param active members that it counts for.
   */
  added(
    [sum, squares, largest]: readonly tf.Tensor[],
    gradient: tf.Tensor,
    active: ChosenMembers,
  ): tf.Tensor[] {
    const counted = chooseMembers(active, gradient, 0);
    return watchGradientOp({ sum: sum!, squares: squares!, largest: largest!, gradient: counted }, {});
  }

  /** Takes totals for its own. @param active members that the gradient in them counts for. */
  take(totals: readonly tf.Tensor[], active: readonly boolean[]): void {
    active.forEach((counts, member) => {
      if (counts) this.#counts[member]!++;
    });
    // A step may have written them over those that there were.
    for (const total of this.totals) if (!totals.includes(total)) total.dispose();
    [this.#sum, this.#squares, this.#largest] = totals as [tf.Tensor, tf.Tensor, tf.Tensor];
  }

  /** All samples of the update have been seen once: what the minibatches differ in is noise, and what they share is not. */
  endFirstPass(): void {
    this.#firstPass = {
      sum: tf.clone(this.#sum),
      squares: tf.clone(this.#squares),
      counts: [...this.#counts],
    };
  }

  /**
   * The statistics since the last call, and a fresh start.
   *
   * @param before the parameters `[P, 1, n]` before the update. @param after and after it.
   * @param samples of each member's update.
   * @returns member → layers, the whole vector first, then every parameter in order.
   */
  async read(before: tf.Tensor, after: tf.Tensor, samples: readonly number[]): Promise<GradientStats[][]> {
    const { sizes } = this.#layout;
    const firstPass = this.#firstPass;
    const { sum, squares } = firstPass ?? { sum: this.#sum, squares: this.#squares };
    const [all, allSquares, largest, previous] = [this.#sum, this.#squares, this.#largest, this.#previous];
    const inputs = [sum, squares, all, allSquares, largest, previous, before, after];
    const sumsOf = (own: Parameters<typeof layerSumsOp>[0]) => layerSumsOp(own, { sizes })[0]!;
    const read = this.#recorded.read(`${firstPass !== null}`, inputs, null, () =>
      tf.concat(
        [
          sumsOf({ sum, squares, largest: squares, previous: sum, before, after }),
          sumsOf({ sum: all, squares: allSquares, largest, previous, before, after }),
        ],
        1,
      ),
    );
    const counts = this.#counts;
    const compared = [...this.#compared];
    tf.dispose([this.#squares, this.#largest, this.#previous]);
    this.#forgetFirstPass();
    this.#previous = this.#sum;
    [this.#sum, this.#squares, this.#largest] = [this.#zeros(), this.#zeros(), this.#zeros()];
    this.#counts = counts.map(() => 0);
    this.#compared.fill(true);

    return readLayerSums(await read, 2 * sizes.length).map((own, member) => {
      const [ofFirst, ofAll] = [own.slice(0, sizes.length), own.slice(sizes.length)].map((layers) => [
        sumOfLayers(layers),
        ...layers,
      ]);
      return ofAll!.map((layerSums, layer) => {
        const size = layer === 0 ? this.#layout.length : sizes[layer - 1]!;
        return {
          ...describe(layerSums, size, Math.max(1, counts[member]!), compared[member]!),
          ...noiseOf(ofFirst![layer]!, (firstPass?.counts ?? counts)[member]!, samples[member]!),
        };
      });
    });
  }

  /** What each member's next statistics are compared with; null before its first. */
  async save(): Promise<(MemberRow | null)[]> {
    const previous = await readMembers(this.#previous);
    return previous.map((own, member) => (this.#compared[member] ? own : null));
  }

  /** @param previous one a member; undefined for those that stay as they are. */
  async restore(previous: readonly (MemberRow | null | undefined)[]): Promise<void> {
    const before = this.#previous;
    this.#previous = await withMembers(
      before,
      previous.map((own) => own ?? undefined),
    );
    before.dispose();
    previous.forEach((own, member) => {
      if (own !== undefined) this.#compared[member] = own !== null;
    });
  }

  dispose(): void {
    this.#recorded.dispose();
    this.#forgetFirstPass();
    tf.dispose([this.#sum, this.#squares, this.#largest, this.#previous]);
  }

  #forgetFirstPass(): void {
    if (this.#firstPass) tf.dispose([this.#firstPass.sum, this.#firstPass.squares]);
    this.#firstPass = null;
  }

  #zeros(): tf.Tensor {
    // A kernel fills them: `tf.zeros` would make an array of the host and copy it.
    return tf.fill([this.#counts.length, 1, this.#layout.length], 0);
  }
}

/** @param size of the layer. @param count minibatches that the member took part in. */
function describe(
  sums: LayerSums,
  size: number,
  count: number,
  compared: boolean,
): Omit<GradientStats, 'gradSignal' | 'gradNoise'> {
  const n = count * size;
  const mean = sums.sum / n;
  const cosine = sums.dot / Math.sqrt(sums.own * sums.previous);
  return {
    gradNorm: Math.sqrt(sums.squares / count),
    gradMean: mean,
    gradStd: Math.sqrt(Math.max(0, sums.squares / n - mean * mean)),
    gradMaxAbs: sums.largest,
    updateNorm: Math.sqrt(sums.moved),
    paramNorm: Math.sqrt(sums.parameters),
    cosinePrevious: compared && Number.isFinite(cosine) ? cosine : null,
  };
}

/** Minibatches of a pass against all of them together. @param samples that they were made of. */
function noiseOf(
  { squares, own }: LayerSums,
  minibatches: number,
  samples: number,
): Pick<GradientStats, 'gradSignal' | 'gradNoise'> {
  if (minibatches < 2) return { gradSignal: null, gradNoise: null };
  const { signal, noise } = gradientNoise(
    { samples: samples / minibatches, squaredNorm: squares / minibatches },
    { samples, squaredNorm: own / minibatches ** 2 },
  );
  return { gradSignal: signal, gradNoise: noise };
}
