/** Losses of samples of which only bounded, noisy sums may be seen. */
export interface PrivateSum {
  readonly samples: number;
  /** The gradient of a sample's loss. */
  gradient(sample: number, x: Float64Array): Float64Array;
}

export interface PrivateSarah {
  readonly lr: number;
  /** Steps from one whole gradient to the next; 1 for noisy gradient descent. */
  readonly restart: number;
  /** No gradient of a sample counts as longer. */
  readonly c1: number;
  /** No change of a sample's gradient counts as longer, as a multiple of the step that it came with. */
  readonly c2: number;
  /** Standard deviation of the noise, in the largest change that one sample can make. No (ε, δ) is claimed for it. */
  readonly z: number;
}

export interface PrivateStep {
  /** Where the step leads. */
  readonly x: Float64Array;
  /** v, along which it goes. */
  readonly estimate: Float64Array;
  /** Standard deviation of the noise of each number of it. */
  readonly noise: number;
}

/**
 * DIFF2, the private form of SARAH with all samples at every step: every `restart` steps v is the mean of gradients that are
 * clipped to c₁, else it moves by the mean of the changes of gradients since the last step, clipped to c₂‖x − x⁻‖. Each mean gets
 * noise of 2z/n times its bound. x ← x − lr · v.
 *
 * Source: Murata & Suzuki 2023 (arXiv 2302.03884).
 *
 * @param normal a vector of independent standard normal numbers as long as x, drawn anew for each step.
 */
export function* privateSarah(
  { samples, gradient }: PrivateSum,
  start: Float64Array,
  { lr, restart, c1, c2, z }: PrivateSarah,
  normal: () => Float64Array,
): Generator<PrivateStep, never> {
  let [x, before] = [start, start];
  let estimate = new Float64Array(start.length);
  for (let step = 0; ; step++) {
    const isWhole = step % restart === 0;
    const [here, there] = [x, before];
    const bound = isWhole ? c1 : c2 * length(here.map((own, index) => own - there[index]!));
    const next = isWhole ? new Float64Array(start.length) : estimate.slice();
    for (let sample = 0; sample < samples; sample++) {
      const own = gradient(sample, here);
      const past = isWhole ? undefined : gradient(sample, there);
      const change = past ? own.map((value, index) => value - past[index]!) : own;
      const kept = Math.min(1, bound / length(change) || 0) / samples;
      for (const [index, value] of change.entries()) next[index]! += kept * value;
    }
    const noise = (2 * z * bound) / samples;
    for (const [index, value] of normal().entries()) next[index]! += noise * value;
    estimate = next;
    before = x;
    x = x.map((value, index) => value - lr * next[index]!);
    yield { x, estimate, noise };
  }
}

function length(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}
