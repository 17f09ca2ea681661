/** The episode that each copy is in: what it has brought so far. */
export class EpisodeTally {
  readonly #returns: Float64Array;
  readonly #lengths: Int32Array;

  /** @param rows copies of all members. */
  constructor(rows: number) {
    this.#returns = new Float64Array(rows);
    this.#lengths = new Int32Array(rows);
  }

  /** Counts a step. */
  add(row: number, reward: number): void {
    this.#returns[row]! += reward;
    this.#lengths[row]!++;
  }

  /** Ends a copy's episode; its next one begins with nothing. */
  end(row: number): { readonly return: number; readonly length: number } {
    const episode = { return: this.#returns[row]!, length: this.#lengths[row]! };
    this.#returns[row] = 0;
    this.#lengths[row] = 0;
    return episode;
  }

  /** Of the copies from `first` on. */
  save(first: number, copies: number): { episodeReturns: Float64Array; episodeLengths: Int32Array } {
    return {
      episodeReturns: this.#returns.slice(first, first + copies),
      episodeLengths: this.#lengths.slice(first, first + copies),
    };
  }

  restore(
    first: number,
    saved: { readonly episodeReturns: Float64Array; readonly episodeLengths: Int32Array },
  ): void {
    this.#returns.set(saved.episodeReturns, first);
    this.#lengths.set(saved.episodeLengths, first);
  }
}
