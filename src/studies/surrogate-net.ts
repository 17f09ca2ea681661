import type { RandomStream } from '../random.ts';

/** A network inputs → width → 1 with tanh, in double precision. Parameters in the order W₁ `[inputs][width]`, b₁, W₂, b₂. */
export class SurrogateNet {
  readonly #inputs: number;
  readonly #width: number;
  readonly size: number;

  constructor(inputs: number, width: number) {
    this.#inputs = inputs;
    this.#width = width;
    this.size = (inputs + 2) * width + 1;
  }

  /** Kernels normal with variance 1 / inputs (LeCun et al. 1998), biases 0. */
  initial(stream: RandomStream): Float64Array {
    const [inputs, width] = [this.#inputs, this.#width];
    const params = new Float64Array(this.size);
    const draw = (from: number, count: number, scale: number) => {
      for (let index = from; index < from + count; index++) params[index] = scale * stream.normal();
    };
    draw(0, inputs * width, 1 / Math.sqrt(inputs));
    draw((inputs + 1) * width, width, 1 / Math.sqrt(width));
    return params;
  }

  predict(params: Float64Array, x: ArrayLike<number>): number {
    const hidden = this.#hidden(params, x);
    return this.#output(params, hidden);
  }

  /** The gradient of the mean of (prediction − target)². @param xs `[n][inputs]` @param targets `[n]` */
  lossGradient(
    params: Float64Array,
    xs: readonly ArrayLike<number>[],
    targets: readonly number[],
  ): Float64Array {
    return this.#gradient(params, xs, (prediction, sample) => 2 * (prediction - targets[sample]!));
  }

  /** The gradient of the mean prediction by the parameters. */
  meanGradient(params: Float64Array, xs: readonly ArrayLike<number>[]): Float64Array {
    return this.#gradient(params, xs, () => 1);
  }

  /** The gradient of the prediction by the inputs. */
  inputGradient(params: Float64Array, x: ArrayLike<number>): Float64Array {
    const [inputs, width] = [this.#inputs, this.#width];
    const hidden = this.#hidden(params, x);
    const slope = new Float64Array(inputs);
    for (let i = 0; i < inputs; i++)
      for (let j = 0; j < width; j++)
        slope[i]! += params[(inputs + 1) * width + j]! * (1 - hidden[j]! ** 2) * params[i * width + j]!;
    return slope;
  }

  /** Of the mean over samples of something of the prediction. @param slopeOf its derivative by the prediction */
  #gradient(
    params: Float64Array,
    xs: readonly ArrayLike<number>[],
    slopeOf: (prediction: number, sample: number) => number,
  ): Float64Array {
    const [inputs, width] = [this.#inputs, this.#width];
    const [b1, w2, b2] = [inputs * width, (inputs + 1) * width, (inputs + 2) * width];
    const gradient = new Float64Array(this.size);
    for (const [sample, x] of xs.entries()) {
      const hidden = this.#hidden(params, x);
      const slope = slopeOf(this.#output(params, hidden), sample) / xs.length;
      gradient[b2]! += slope;
      for (let j = 0; j < width; j++) {
        gradient[w2 + j]! += slope * hidden[j]!;
        const back = slope * params[w2 + j]! * (1 - hidden[j]! ** 2);
        gradient[b1 + j]! += back;
        for (let i = 0; i < inputs; i++) gradient[i * width + j]! += back * x[i]!;
      }
    }
    return gradient;
  }

  #hidden(params: Float64Array, x: ArrayLike<number>): Float64Array {
    const [inputs, width] = [this.#inputs, this.#width];
    return Float64Array.from({ length: width }, (_, j) => {
      let sum = params[inputs * width + j]!;
      for (let i = 0; i < inputs; i++) sum += x[i]! * params[i * width + j]!;
      return Math.tanh(sum);
    });
  }

  #output(params: Float64Array, hidden: Float64Array): number {
    const at = (this.#inputs + 1) * this.#width;
    return hidden.reduce((sum, value, j) => sum + value * params[at + j]!, params.at(-1)!);
  }
}
