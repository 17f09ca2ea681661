import { type RandomState, RandomStream } from '../../random.ts';

/** Where a player stands in its data set. Plain data. */
export interface SavedOrder {
  readonly stream: RandomState;
  readonly order: Int32Array;
  readonly next: number;
}

/** The order in which a player sees the examples: every one once an epoch, shuffled anew each time. */
export class ExampleOrder {
  #stream: RandomStream;
  #order: Int32Array;
  #next: number;
  readonly #count: number;

  constructor(count: number, stream: RandomStream) {
    this.#count = count;
    this.#stream = stream;
    this.#order = new Int32Array(0);
    this.#next = 0;
  }

  /** The next examples; an epoch that ends among them is followed by another. */
  take(count: number): Int32Array {
    const taken = new Int32Array(count);
    for (let at = 0; at < count; at++) {
      if (this.#next === this.#order.length) {
        this.#order = Int32Array.from(this.#stream.permutation(this.#count));
        this.#next = 0;
      }
      taken[at] = this.#order[this.#next++]!;
    }
    return taken;
  }

  save(): SavedOrder {
    return { stream: this.#stream.state, order: this.#order.slice(), next: this.#next };
  }

  restore({ stream, order, next }: SavedOrder): void {
    this.#stream = RandomStream.restore(stream);
    this.#order = order.slice();
    this.#next = next;
  }
}
