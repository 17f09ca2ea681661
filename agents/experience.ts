/**
 * What one member, or one agent of a member's team, lived through in one roll-out. Rows are steps in time order; with
 * several parallel copies of the environment, rows of different copies interleave and `copy` tells them apart.
 */
export interface Experience {
  /** Number of rows. */
  readonly length: number;
  /** Parallel copies of the environment. */
  readonly copies: number;
  /** `[length]` */
  readonly copy: Int32Array;
  /** `[length]`, as the agent is to see them (normalised, if so asked). */
  readonly rewards: Float64Array;
  /** `[length]`, V of the observation acted on; zeros without a critic. */
  readonly values: Float64Array;
  /** `[length]`, 1 where the step ended the episode by the rules of the task. */
  readonly terminated: Uint8Array;
  /** `[length]`, 1 where the step met the time limit. */
  readonly truncated: Uint8Array;
  /** `[length]`, V of the last observation of a truncated episode, where `truncated` is 1. */
  readonly finalValues: Float64Array;
  /** `[copies]`, V of the observation after the copy's last row. */
  readonly nextValues: Float64Array;
  /** `[copies]`, sum of the task's own rewards over the episode that the copy finished last. */
  readonly episodeReturns: Float64Array;
  /** `[copies]`, the mean of that over the agents of the team; for an agent alone the same. Whole episodes only. */
  readonly teamReturns: Float64Array;
  /** `[copies]`, 1 where that episode was the team's success (where the task has none: reached its reward threshold). */
  readonly successes: Uint8Array;
}
