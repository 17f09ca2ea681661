import { dot, lanczos } from '../diagnostics/curvature/lanczos.ts';
import type { RandomStream } from '../random.ts';

/** ½(1 − x²y²)²: a net of two scalar weights that are each squared, on one sample. */
export interface ScalarNet {
  readonly x: number;
  readonly y: number;
}

export function scalarLoss({ x, y }: ScalarNet): number {
  return 0.5 * (1 - x * x * y * y) ** 2;
}

/** A step of gradient descent on {@link scalarLoss}. */
export function scalarStep({ x, y }: ScalarNet, lr: number): ScalarNet {
  const slope = 2 * (1 - x * x * y * y);
  return { x: x + lr * slope * x * y * y, y: y + lr * slope * x * x * y };
}

/** The largest eigenvalue of the Hessian of {@link scalarLoss}. */
export function scalarSharpness({ x, y }: ScalarNet): number {
  const [xx, yy] = [6 * x * x * y ** 4 - 2 * y * y, 6 * x ** 4 * y * y - 2 * x * x];
  const xy = 8 * (x * y) ** 3 - 4 * x * y;
  return (xx + yy) / 2 + Math.hypot((xx - yy) / 2, xy);
}

/** A network 1 → width → width → 1 with tanh, fitted to some points by the mean of squares / 2, in double precision. */
export class SmallMlp {
  readonly #inputs: readonly number[];
  readonly #targets: readonly number[];
  readonly #width: number;
  readonly size: number;

  constructor(inputs: readonly number[], targets: readonly number[], width: number) {
    this.#inputs = inputs;
    this.#targets = targets;
    this.#width = width;
    this.size = width * (width + 4) + 1;
  }

  /** Kernels normal with variance 1 / inputs (LeCun et al. 1998), biases 0. */
  initial(stream: RandomStream): Float64Array {
    const h = this.#width;
    const params = new Float64Array(this.size);
    const draw = (from: number, count: number, scale: number) => {
      for (let index = from; index < from + count; index++) params[index] = scale * stream.normal();
    };
    draw(0, h, 1);
    draw(2 * h, h * h, 1 / Math.sqrt(h));
    draw(3 * h + h * h, h, 1 / Math.sqrt(h));
    return params;
  }

  /** Parameters in the order W₁, b₁, W₂ `[in][out]`, b₂, W₃, b₃. */
  lossAndGradient(params: Float64Array): { readonly loss: number; readonly gradient: Float64Array } {
    const h = this.#width;
    const [b1, w2, b2, w3, b3] = [h, 2 * h, 2 * h + h * h, 3 * h + h * h, 4 * h + h * h];
    const gradient = new Float64Array(this.size);
    const [first, second, back2, back1] = [0, 0, 0, 0].map(() => new Float64Array(h)) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const count = this.#inputs.length;
    let loss = 0;
    for (const [sample, x] of this.#inputs.entries()) {
      for (let i = 0; i < h; i++) first[i] = Math.tanh(x * params[i]! + params[b1 + i]!);
      let output = params[b3]!;
      for (let j = 0; j < h; j++) {
        let sum = params[b2 + j]!;
        for (let i = 0; i < h; i++) sum += first[i]! * params[w2 + i * h + j]!;
        second[j] = Math.tanh(sum);
        output += second[j]! * params[w3 + j]!;
      }
      const off = output - this.#targets[sample]!;
      loss += (off * off) / (2 * count);
      const slope = off / count;
      gradient[b3]! += slope;
      for (let j = 0; j < h; j++) {
        gradient[w3 + j]! += slope * second[j]!;
        back2[j] = slope * params[w3 + j]! * (1 - second[j]! ** 2);
        gradient[b2 + j]! += back2[j]!;
      }
      for (let i = 0; i < h; i++) {
        let sum = 0;
        for (let j = 0; j < h; j++) {
          gradient[w2 + i * h + j]! += back2[j]! * first[i]!;
          sum += back2[j]! * params[w2 + i * h + j]!;
        }
        back1[i] = sum * (1 - first[i]! ** 2);
        gradient[i]! += back1[i]! * x;
        gradient[b1 + i]! += back1[i]!;
      }
    }
    return { loss, gradient };
  }

  /** The largest eigenvalue of the Hessian, by Lanczos on central differences of the gradient. @param start not 0 */
  sharpness(params: Float64Array, start: Float64Array, steps: number): number {
    const iteration = lanczos(start, steps);
    let asked = iteration.next();
    while (!asked.done) asked = iteration.next(this.#hessianProduct(params, asked.value));
    return asked.value?.ritzValues.at(-1) ?? Number.NaN;
  }

  #hessianProduct(params: Float64Array, direction: Float64Array): Float64Array {
    const step = 1e-4 / Math.sqrt(dot(direction, direction));
    const at = (sign: number) =>
      this.lossAndGradient(params.map((value, index) => value + sign * step * direction[index]!)).gradient;
    const [ahead, behind] = [at(1), at(-1)];
    return ahead.map((value, index) => (value - behind[index]!) / (2 * step));
  }
}
