import type { ExperimentRow, RunRow } from '../results/index.ts';

/** What was imported of an experiment that was trained elsewhere. */
export type ImportedWhat = NonNullable<ExperimentRow['importedWhat']>;

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
  /** The files that it came from, where it was trained elsewhere. */
  readonly importedFrom?: string | null;
  /** What they held. */
  readonly importedWhat?: ImportedWhat | null;
  readonly runs: readonly NewRun[];
}

/** What is known of a run before it begins. */
export const plannedFields = [
  'population',
  'member',
  'env',
  'agent',
  'optimizer',
  'seed',
  'phase',
  'hyperparametersJson',
  'learningRate',
  'totalTimesteps',
  'rewardThreshold',
  'backend',
  'criticOptimizer',
  'criticLearningRate',
  'budgetShare',
  'settingOf',
  'chosenSetting',
] as const;

type Planned = Pick<RunRow, (typeof plannedFields)[number]>;

/** One member of one population. */
export interface NewRun
  extends Omit<Planned, 'hyperparametersJson' | 'budgetShare' | 'settingOf' | 'chosenSetting'> {
  /** Where it is given a share of its budget at first. Default: it is given all of it. */
  readonly budgetShare?: number | undefined;
  /** Where tuning chooses among settings of one optimizer. Default: it does not. */
  readonly settingOf?: string | undefined;
  /** Where a setting was chosen so. Default: none was. */
  readonly chosenSetting?: string | undefined;
  /** All hyper-parameters of the agent and the optimizer, defaults filled in. */
  readonly hyperparameters: object;
}
