import { ObservationNormalizer } from './normalization.ts';
import type { SavedMoments } from './running-moments.ts';

/** How a member sees, and what it acts on next. */
export interface SavedPerception {
  /** `[copies, observationLength]` */
  readonly observations: Float32Array;
  /** null where observations are not scaled. */
  readonly moments: SavedMoments | null;
}

/** The observations of a population as its agents see them: scaled by each member's own statistics, or as they are. */
export class Perception {
  /** `[members × copies, observationLength]`, what to act on next. */
  readonly observations: Float32Array;
  /** Null where observations are not scaled. */
  readonly normalizer: ObservationNormalizer | null;
  readonly #copies: number;
  readonly #length: number;

  constructor(members: number, copies: number, observationLength: number, normalize: boolean) {
    this.observations = new Float32Array(members * copies * observationLength);
    this.normalizer = normalize ? new ObservationNormalizer(members, observationLength) : null;
    this.#copies = copies;
    this.#length = observationLength;
  }

  /** Lets a member know of observations what another one knew. @param moments null for nothing. */
  begin(member: number, moments: SavedMoments | null): void {
    if (moments) this.normalizer?.moments.restore(member, moments);
  }

  save(member: number): SavedPerception {
    const length = this.#copies * this.#length;
    return {
      observations: this.observations.slice(member * length, (member + 1) * length),
      moments: this.normalizer?.moments.save(member) ?? null,
    };
  }

  restore(member: number, { observations, moments }: SavedPerception): void {
    this.observations.set(observations, member * observations.length);
    this.begin(member, moments);
  }

  /** Takes observations into a member's statistics. */
  learn(member: number, observations: Float32Array, rows: readonly number[]): void {
    this.normalizer?.observe(member, observations, rows);
  }

  /** Shows a member the given rows, by default as what it acts on next. */
  show(member: number, observations: Float32Array, rows: readonly number[], out = this.observations): void {
    if (this.normalizer) {
      this.normalizer.normalize(member, observations, rows, out);
      return;
    }
    const length = this.#length;
    for (const row of rows) {
      for (let at = row * length; at < (row + 1) * length; at++) out[at] = observations[at]!;
    }
  }
}
