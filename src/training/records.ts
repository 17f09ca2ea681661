import type { AdvantageDiagnostics } from '../../agents/index.ts';
import type { GradientStats } from '../diagnostics/gradient-stats.ts';

/**
 * What training reports, as plain data. Every record names the member it belongs to (its index in the population);
 * whoever receives the records knows which run that is. Training writes nothing anywhere itself.
 */

/** One finished training episode. */
export interface EpisodeRecord {
  readonly kind: 'episode';
  readonly member: number;
  /** 0, 1, … in the order in which the member's episodes ended. */
  readonly episode: number;
  /** The member's environment steps when the episode ended. */
  readonly envStep: number;
  /** Sum of rewards, undiscounted and not normalised; of a team the mean over its agents. */
  readonly return: number;
  readonly length: number;
  /** null where the environment knows no success. */
  readonly success: boolean | null;
  /** Seconds since the population started. */
  readonly wallS: number;
}

/** One update: a roll-out and what was learned from it. Losses are means over the update's minibatches and the agents. */
export interface UpdateRecord {
  readonly kind: 'update';
  readonly member: number;
  /** 1, 2, … */
  readonly updateIndex: number;
  readonly envStep: number;
  readonly policyLoss: number;
  /** null for an agent without a critic. */
  readonly valueLoss: number | null;
  readonly entropy: number | null;
  readonly approxKl: number | null;
  readonly clipFraction: number | null;
  readonly explainedVariance: number | null;
  readonly learningRate: number;
  readonly wallS: number;
}

/** Gradient statistics of one update and one layer. */
export interface GradientRecord extends GradientStats {
  readonly kind: 'gradient';
  readonly member: number;
  readonly updateIndex: number;
  /** 0 for the whole vector, 1, 2, … for the layers from input to output, actor first; of a team agent by agent. */
  readonly layerIndex: number;
  /**
   * '' for the whole vector, else the parameter's name: `actor.0.kernel`. Of a team, '' for the vectors of all agents
   * together, `agent1` for that of one, `agent1.actor.0.kernel` for its parameters.
   */
  readonly layer: string;
}

/** What the normalisation of advantages did in one update, for agents that say so. */
export interface AdvantageRecord extends AdvantageDiagnostics {
  readonly kind: 'advantage';
  readonly member: number;
  readonly updateIndex: number;
  /** 1, 2, … in the team; 1 for an agent alone. */
  readonly agent: number;
}

/** The policy without exploration noise on episodes of its own. */
export interface EvaluationRecord {
  readonly kind: 'evaluation';
  readonly member: number;
  /** Updates made before; 0 is the untrained policy. */
  readonly updateIndex: number;
  readonly envStep: number;
  readonly episodes: number;
  readonly meanReturn: number;
  /** Population standard deviation over the episodes. */
  readonly stdReturn: number;
  readonly successRate: number | null;
  readonly wallS: number;
}

/** The same episodes with actions drawn from the policy, as in training, where they were asked for. */
export interface SampledEvaluationRecord extends Omit<EvaluationRecord, 'kind'> {
  readonly kind: 'sampled-evaluation';
}

/** The way that an agent took in one episode of its last evaluation, in tasks that move in space. */
export interface TrajectoryRecord {
  readonly kind: 'trajectory';
  readonly member: number;
  readonly updateIndex: number;
  /** 1, 2, … in the team; 1 for an agent alone. */
  readonly agent: number;
  readonly episode: number;
  readonly points: readonly TrajectoryPoint[];
}

export interface TrajectoryPoint {
  /** 0 is the start. */
  readonly step: number;
  /** Two or three coordinates each. */
  readonly position: readonly number[];
  readonly goal: readonly number[];
}

/** Everything that a member needs to go on from here, after its records up to here. */
export interface CheckpointRecord {
  readonly kind: 'checkpoint';
  readonly member: number;
  /** Updates made before; 0 is the untrained policy. */
  readonly updateIndex: number;
  readonly state: Uint8Array;
}

/** The end of one member's run. */
export interface EndRecord {
  readonly kind: 'end';
  readonly member: number;
  /** `failed`: its environment has, which is no fault of what was trained. */
  readonly status: 'finished' | 'diverged' | 'failed';
  /** Why a member diverged or failed: the update, what gave it away and its value. */
  readonly error: string | null;
  readonly envSteps: number;
  readonly updates: number;
  readonly wallS: number;
}

export type TrainingRecord =
  | EpisodeRecord
  | UpdateRecord
  | GradientRecord
  | AdvantageRecord
  | EvaluationRecord
  | SampledEvaluationRecord
  | TrajectoryRecord
  | CheckpointRecord
  | EndRecord;
