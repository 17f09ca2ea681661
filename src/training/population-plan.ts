import type { Call } from '../call-expression.ts';

/** One member: a seed and the optimizer's settings. */
export interface MemberPlan {
  readonly seed: number;
  /** `MILO(lr=0.001,momentum=0.9)`, the learning rate included. */
  readonly optimizer: Call;
}

/** How often and on how many episodes the policy is measured without exploration. */
export interface EvaluationPlan {
  /** Evaluations besides those of the untrained and the final policy are spread evenly over training. */
  readonly count: number;
  /** Episodes of each evaluation, the same ones every time. */
  readonly episodes: number;
  /** The environment of the evaluations, where it is not that of training. */
  readonly env?: string;
  /** True to evaluate on the same episodes once more with actions drawn from the policy. */
  readonly sampled?: boolean;
  /** True to keep, beside the final policy, the one of all evaluated that had the highest mean return. */
  readonly keepBest?: boolean;
}

/** A policy that members begin with, in place of parameters that their seeds draw. */
export interface InitialPolicy {
  /** The run of the results file that left it. */
  readonly run: number;
  readonly choice: 'final' | 'best';
  /** Of the weights, in hexadecimal: the first policy of two plans is the same where this is. */
  readonly sha256: string;
  /** Of each agent: a `.safetensors` file in base64, so that a plan says all even if that run is deleted. */
  readonly weights: readonly string[];
}

/** Everything that decides what a population does. Plain data. */
export interface PopulationPlan {
  /** `point-nav(random_goal=false)` */
  readonly env: string;
  readonly agent: Call;
  readonly network: Call;
  /** Members share everything but what stands here. */
  readonly members: readonly MemberPlan[];
  /** Environment steps of each member; with {@link totalEpisodes}, as many as these can have. */
  readonly totalTimesteps: number;
  /** Episodes of each member, which end its training wherever it stands by then. */
  readonly totalEpisodes?: number;
  readonly evaluation: EvaluationPlan;
  /** What closes the loop from what updates measure to what the next ones do; left out where there is none. */
  readonly controllers?: readonly Call[];
  /** What looks at what updates measure; left out where there is none. */
  readonly diagnostics?: readonly Call[];
  /** Diagnostics ask the loss once in so many updates; every time where it is left out. */
  readonly diagnosticsEvery?: number;
  /** What all members begin with; left out where seeds draw the first parameters. */
  readonly initial?: InitialPolicy;
}
