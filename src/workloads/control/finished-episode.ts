/** A training episode that has ended. */
export interface FinishedEpisode {
  readonly member: number;
  readonly return: number;
  readonly length: number;
  readonly success: boolean;
  /** The member's environment steps at its end. */
  readonly envStep: number;
}
