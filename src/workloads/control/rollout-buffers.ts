import type { StepResult } from '../../../envs/index.ts';
import { copyRow } from './copy-row.ts';
import { ExperienceBuffer, type RowShape } from './experience-buffer.ts';
import type { MemberCopies } from './member-copies.ts';

/** Keeps what the copies of all members live through: a row in the member's buffer for every step of a copy. */
export class RolloutBuffers {
  /** One a member. */
  readonly all: readonly ExperienceBuffer[];
  readonly #shape: RowShape;
  readonly #copies: MemberCopies;
  /** The row that each copy's current step has in its member's buffer. */
  readonly #rowOf: Int32Array;

  /** @param steps of each copy that there is room for at first. */
  constructor(shape: RowShape, copies: MemberCopies, steps: number) {
    this.#shape = shape;
    this.#copies = copies;
    const members = copies.size / copies.copies;
    this.all = Array.from(
      { length: members },
      () => new ExperienceBuffer(shape, copies.copies, copies.copies * steps),
    );
    this.#rowOf = new Int32Array(copies.size);
  }

  clear(): void {
    for (const buffer of this.all) buffer.clear();
  }

  of(copy: number): ExperienceBuffer {
    return this.all[this.#copies.memberOf(copy)]!;
  }

  /** Opens a row for a step of a copy. @param observations and @param actions of all copies. */
  open(
    copy: number,
    observations: Float32Array,
    actions: Float32Array,
    logProb: number,
    value: number,
  ): void {
    const buffer = this.of(copy);
    const row = buffer.append(copy % this.#copies.copies);
    buffer.logProbs[row] = logProb;
    buffer.values[row] = value;
    copyRow(actions, copy, buffer.actions, row, this.#shape.actionLength);
    copyRow(observations, copy, buffer.observations, row, this.#shape.observationLength);
    this.#rowOf[copy] = row;
  }

  /** Completes the row that a copy's step has opened. @param rewards as the agents see them. */
  complete(copy: number, { terminated, truncated }: StepResult, rewards: Float64Array): void {
    const buffer = this.of(copy);
    const row = this.#rowOf[copy]!;
    buffer.rewards[row] = rewards[copy]!;
    buffer.terminated[row] = terminated[copy]!;
    buffer.truncated[row] = truncated[copy]!;
    buffer.finalValues[row] = 0;
  }

  /** What the critic says of the end of the episode that a copy's step has cut. */
  valueEnd(copy: number, value: number): void {
    this.of(copy).finalValues[this.#rowOf[copy]!] = value;
  }
}
