import seedrandom from 'seedrandom';

type Alea = seedrandom.StatefulPRNG<seedrandom.State.Alea>;

/** Everything needed to go on drawing where a stream stopped. Plain JSON. */
export interface RandomState {
  readonly generator: seedrandom.State.Alea;
  /** The second number of the last Box–Muller pair, if it was not handed out yet. */
  readonly spare: number | null;
}

/**
 * A reproducible stream of random numbers (Alea of `seedrandom`, 53-bit doubles).
 *
 * Every member owns one stream a purpose, named by seed and purpose, so what one member or one purpose draws never
 * shifts the numbers of another.
 */
export class RandomStream {
  readonly #generator: Alea;
  #spare: number | null;

  private constructor(generator: Alea, spare: number | null) {
    this.#generator = generator;
    this.#spare = spare;
  }

  /** The stream of a seed and a purpose: `RandomStream.of(3, 'environment', 0)`. */
  static of(seed: number, ...purpose: readonly (string | number)[]): RandomStream {
    return new RandomStream(seedrandom.alea([seed, ...purpose].join('/'), { state: true }), null);
  }

  /** The stream that continues from {@link state}. */
  static restore(state: RandomState): RandomStream {
    return new RandomStream(seedrandom.alea('', { state: state.generator }), state.spare);
  }

  /** Where the stream stands. */
  get state(): RandomState {
    return { generator: this.#generator.state(), spare: this.#spare };
  }

  /** Uniform in [low, high). */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * this.#generator.double();
  }

  /** Uniform integer in [0, n). */
  integer(n: number): number {
    return Math.floor(this.#generator.double() * n);
  }

  /** Standard normal (Box & Muller 1958). */
  normal(): number {
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return spare;
    }
    // 1 - u lies in (0, 1], where the logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - this.#generator.double()));
    const angle = 2 * Math.PI * this.#generator.double();
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** A uniform permutation of 0 … n-1 (Fisher & Yates). */
  permutation(n: number): Int32Array {
    const order = new Int32Array(n);
    for (let index = 0; index < n; index++) order[index] = index;
    for (let last = n - 1; last > 0; last--) {
      const chosen = this.integer(last + 1);
      const held = order[last]!;
      order[last] = order[chosen]!;
      order[chosen] = held;
    }
    return order;
  }
}
