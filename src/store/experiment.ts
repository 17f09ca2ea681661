/** What a run is for: to choose hyper-parameters by its seed, or to score those that were chosen. */
export type RunPhase = 'tuning' | 'scoring';

/** An experiment as it is planned: one call of the command and all its runs. */
export interface NewExperiment {
  readonly title: string;
  /** The command line as it was typed. */
  readonly command: string;
  /** The whole configuration, defaults filled in: enough to run the experiment again. */
  readonly config: object;
  /** Of the plan: two experiments with the same one train the same runs. */
  readonly fingerprint: string;
  /** rl-bench's own version, see `version.ts`. */
  readonly version: string;
  readonly host: object;
  readonly runs: readonly NewRun[];
}

/** One member of one population. */
export interface NewRun {
  /** Which population of the experiment: 0, 1, … */
  readonly population: number;
  /** The place in that population: 0, 1, … */
  readonly member: number;
  readonly env: string;
  readonly agent: string;
  /** The label as the user wrote it: `MILO(momentum=0.8)`. */
  readonly optimizer: string;
  readonly seed: number;
  readonly phase: RunPhase;
  /** All hyper-parameters of the agent and the optimizer, defaults filled in. */
  readonly hyperparameters: object;
  readonly learningRate: number | null;
  /** Environment steps asked for. */
  readonly totalTimesteps: number;
  /** Mean return from which the task counts as solved; null where nobody has defined one. */
  readonly rewardThreshold: number | null;
  readonly backend: string;
}
