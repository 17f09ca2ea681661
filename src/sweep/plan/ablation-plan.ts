import type { Value } from '../../call-expression.ts';
import type { Factors } from './ablation-factors.ts';

/** `one at a time`: everything but one setting stays as it is. `full factorial`: every combination. */
export type AblationDesign = 'one at a time' | 'full factorial';

/** What an experiment varies of one optimizer. Plain data, kept in the experiment's configuration. */
export interface AblationPlan {
  /** As it was named. */
  readonly optimizer: string;
  readonly design: AblationDesign;
  /** The values of every setting that is varied, those it has as it is among them. */
  readonly factors: Factors;
  /** What was varied how, one for each environment, agent, label and learning rate of the results. */
  readonly settings: readonly AblationSetting[];
}

export interface AblationSetting {
  readonly env: string;
  readonly agent: string;
  readonly optimizer: string;
  readonly learning_rate: number | null;
  /** Of every factor. */
  readonly values: Readonly<Record<string, Value>>;
  /** The factors in which it is not as the optimizer is. */
  readonly differs: readonly string[];
}
