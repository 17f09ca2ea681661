import * as tf from '../../tensors/tf.ts';
import { readTogether } from '../../tensors/together.ts';

/** Which epochs are compared: each after `start`, counted from 0, with the one `lag` before it. */
export interface StoredSchedule {
  readonly lag: number;
  readonly start: number;
}

/** Where an epoch's outputs are stored, and which ones it is compared with: null where with none. */
export function slotsOf(
  epoch: number,
  { lag, start }: StoredSchedule,
): { write: number; compared: { epoch: number; slot: number } | null } {
  const earlier = epoch - lag;
  const isCompared = epoch > start && earlier >= 0;
  return {
    write: epoch % (lag + 1),
    compared: isCompared ? { epoch: earlier, slot: earlier % (lag + 1) } : null,
  };
}

/**
 * What a policy put out on the rows of a roll-out in the last epochs, on the host: SAF of Du et al. 2022. Outputs are those of
 * minibatches, at the parameters before each step; an epoch knows nothing of rows that sat it out.
 */
export class StoredOutputs {
  readonly #schedule: StoredSchedule;
  readonly #rows: number;
  readonly #width: number;
  readonly #epochs: number;
  /** `[rows + 1, width + 1]` each: the outputs, and behind them 1 where they are known. */
  readonly #slots: Float32Array[] = [];
  #kept: { readonly outputs: tf.Tensor; readonly places: readonly Int32Array[] }[] = [];
  #epoch = 0;

  /** @param rows of all players. @param width outputs of a row. @param epochs that there will be, at most. */
  constructor(schedule: StoredSchedule, rows: number, width: number, epochs: number) {
    this.#schedule = schedule;
    this.#rows = rows;
    this.#width = width;
    this.#epochs = epochs;
  }

  /** Whether a later epoch will be compared with the one at hand. */
  get wants(): boolean {
    const later = this.#epoch + this.#schedule.lag;
    return later < this.#epochs && slotsOf(later, this.#schedule).compared !== null;
  }

  /** Keeps outputs of a minibatch. @param outputs `[P, B, width]`, owned from here on. @param places of each player's rows. */
  keep(outputs: tf.Tensor, places: readonly Int32Array[]): void {
    this.#kept.push({ outputs, places });
  }

  /**
   * Stores what the epoch at hand has kept, read in one transfer, and begins the next.
   *
   * @returns what that is compared with, `[rows + 1, width + 1]`; undefined where with nothing.
   */
  async passed(): Promise<tf.Tensor | undefined> {
    const kept = this.#kept;
    this.#kept = [];
    const { write } = slotsOf(this.#epoch, this.#schedule);
    try {
      if (kept.length > 0) this.#slots[write] = await this.#stored(kept);
    } finally {
      tf.dispose(kept.map(({ outputs }) => outputs));
    }
    this.#epoch++;
    const { compared } = slotsOf(this.#epoch, this.#schedule);
    const slot = compared && this.#epoch < this.#epochs ? this.#slots[compared.slot] : undefined;
    return slot && tf.tensor2d(slot, [this.#rows + 1, this.#width + 1]);
  }

  async #stored(
    kept: readonly { readonly outputs: tf.Tensor; readonly places: readonly Int32Array[] }[],
  ): Promise<Float32Array> {
    const width = this.#width;
    const slot = new Float32Array((this.#rows + 1) * (width + 1));
    const widths = kept.map(({ outputs }) => outputs.shape[1]! * width);
    const read = await readTogether(() =>
      Object.fromEntries(kept.map(({ outputs }, index) => [`${index}`, outputs])),
    );
    for (const [index, { places }] of kept.entries()) {
      for (const [player, own] of places.entries()) {
        for (const [row, place] of own.entries()) {
          const from = player * widths[index]! + row * width;
          slot.set(read[`${index}`]!.subarray(from, from + width), place * (width + 1));
          slot[place * (width + 1) + width] = 1;
        }
      }
    }
    return slot;
  }

  dispose(): void {
    tf.dispose(this.#kept.map(({ outputs }) => outputs));
  }
}
