import type { z } from 'zod';
import type { RegistryEntry } from '../src/registry.ts';
import type { ActionSpace } from '../src/spaces.ts';
import type { Tensor } from '../src/tensors/tf.ts';
import type { Targets } from './advantages/gae.ts';
import type { ActionDistribution } from './distributions/distribution.ts';
import type { Experience } from './experience.ts';
import type { NetworkParams } from './networks/network.ts';

/** How experience is gathered before each update. */
export interface Collection {
  /** `steps`: the same number of steps from every copy. `episodes`: one whole episode from every copy. */
  readonly kind: 'steps' | 'episodes';
  /** Parallel copies of the environment, each member's own. */
  readonly numEnvs: number;
  /** Steps of each copy; unused for `episodes`. */
  readonly numSteps: number;
  /**
   * Neighbouring copies that begin each roll-out of whole episodes in the same state, to be compared with each other;
   * divides `numEnvs`. 1: every copy begins for itself.
   */
  readonly groupSize: number;
  /** Steps after which a training episode is cut short of the task's own limit, or null. */
  readonly horizon: number | null;
  /** Clip actions to the bounds of their space before they reach the environment. */
  readonly clipActions: boolean;
  /** Scale observations by running mean and variance. */
  readonly normObs: boolean;
  /** Scale rewards by the running deviation of the discounted return. */
  readonly normReward: boolean;
  readonly gamma: number;
}

/** How often and how carefully the collected experience is learned from. */
export interface Schedule {
  /** Passes over the experience. */
  readonly updateEpochs: number;
  /** Parts that each pass is shuffled and split into. */
  readonly numMinibatches: number;
  /** Upper bound of the gradient's global norm, or null. */
  readonly maxGradNorm: number | null;
  /** Stop a member's epochs once its policy has moved this far (approximate KL divergence), or null. */
  readonly targetKl: number | null;
  /** Let the learning rate fall linearly to zero over the training budget. */
  readonly annealLr: boolean;
}

/** What a minibatch is learned from. Every tensor has the members first: `[P, B, …]`. */
export interface Minibatch {
  /** int32 `[P, B]` for a discrete space, `[P, B, actionLength]` for a box. */
  readonly actions: Tensor;
  /** `[P, B]`, log-probability of the action when it was taken. */
  readonly logProbs: Tensor;
  /** `[P, B]` */
  readonly advantages: Tensor;
  /** `[P, B]`, what the critic should say. */
  readonly returns: Tensor;
  /** `[P, B]`, what the critic said when the action was taken. */
  readonly values: Tensor;
  /** `[P, B]`, 1 where an episode ends, else 0; for an agent with `eligibility`. */
  readonly ends?: Tensor | undefined;
  /** `[P, B]`, log-probability of the action under the untrained policy, for an agent that asks for it. */
  readonly referenceLogProbs?: Tensor | undefined;
  /**
   * What a policy put out on the rows at another time, and behind it 1, or 0 where nobody knows, `[P, B, outputLength + 1]`; for
   * an agent with a {@link Agent.trajectory}, once there is something.
   */
  readonly earlier?: Tensor | undefined;
  /** How far the policy may move, where a controller has decided it; else the agent's own setting holds. */
  readonly clipRange?: number | undefined;
  /** `[P, B]`, what each row counts in a mean: 1 / rows of its member; 0 for rows that only pad a shorter member. */
  readonly weights: Tensor;
  /** Mean over a member's rows, `[P, B]` or `[P, 1]` → `[P]`. */
  mean(x: Tensor): Tensor;
}

/** What the networks say about a minibatch's observations. */
export interface Predictions {
  /** `[P, B, outputLength]`, the actor's. */
  readonly outputs: Tensor;
  /** `[P, B]`, the critic's; undefined for an agent without one. */
  readonly values: Tensor | undefined;
  readonly params: NetworkParams;
}

/** Names of what every loss may report beside its total; an agent may declare more ({@link Agent.ownTerms}). */
export const lossTerms = ['policyLoss', 'valueLoss', 'entropy', 'approxKl', 'clipFraction'] as const;
export type LossTerm = (typeof lossTerms)[number];

/** Every value is `[P]`: averaged inside a member, nothing shared between members. */
export interface Loss {
  /** What is minimised. */
  readonly total: Tensor;
  readonly terms: Readonly<Partial<Record<LossTerm, Tensor>>> & Readonly<Record<string, Tensor>>;
}

/**
 * A step of the policy as far as it may move: along the natural gradient of the surrogate objective, mean A · π/π_old over the
 * whole roll-out, once an update. The critic alone is trained by the optimizer then.
 */
export interface TrustRegion {
  /** δ: the KL divergence that the step is measured by, in nats. */
  readonly maxKl: number;
  /** Added to the diagonal of the Fisher matrix. */
  readonly damping: number;
  /**
   * What the Fisher matrix is, and who solves for the natural gradient: `cg` that of actions averaged over the policy, by conjugate
   * gradients; `gram` that of the actions that were taken, by their Gram matrix, which knows no search. Default `cg`.
   */
  readonly solver?: 'cg' | 'gram';
  /** Of conjugate gradients, at most. */
  readonly iterations: number;
  /**
   * Shortens the step by a factor, so many times at most, until the divergence is below δ and the surrogate has grown; null:
   * the step is taken as it is.
   */
  readonly search: { readonly shrink: number; readonly trials: number } | null;
  /**
   * Finds the damping anew for every step, by the gradient-normalised smoothness, from γ = `gamma` on and in so many tries at
   * most; the step is then as long as it is, whatever its divergence. Default: `damping` holds, and δ.
   */
  readonly smooth?: { readonly gamma: number; readonly tries: number } | undefined;
}

/** See {@link Agent.sampling}. */
export const rowSamplings = ['panda', 'panda_unbiased'] as const;
export type RowSampling = (typeof rowSamplings)[number];

/**
 * `average`: the outputs of the moving average of the parameters, which keeps `decay` of itself at a step; costs a pass through the
 * actor at each step. `stored`: those of the policy itself `lag` epochs ago, in epochs after `start`, counted from 0 in each
 * roll-out; costs such a pass in the epochs that are compared with, and room for their outputs.
 */
export type Trajectory =
  | { readonly kind: 'average'; readonly decay: number }
  | { readonly kind: 'stored'; readonly lag: number; readonly start: number };

/** How a policy learns: what to collect, what to make of it, what to minimise. */
export interface Agent {
  readonly collection: Collection;
  readonly schedule: Schedule;
  /** True if the agent learns a value function. */
  readonly critic: boolean;
  /** Names of what the loss reports beside {@link lossTerms}: rows of `measurements`, with the agent as their source. */
  readonly ownTerms?: readonly string[];
  /** Which of {@link lossTerms} the loss reports; left out where nobody knows before. */
  readonly reports?: readonly LossTerm[];
  /** True if the loss looks at `referenceLogProbs`, which cost one more pass over each roll-out. */
  readonly reference?: boolean;
  /** True if the loss goes by the `clipRange` of minibatches, where there is one. */
  readonly clips?: boolean;
  /** True if it can learn from several roll-outs, or episodes of a copy, at once, where a controller asks for more samples. */
  readonly grows?: boolean;
  /**
   * Which share of a roll-out's rows, from 0 to less than 1, is left out from the second pass on: those that there is least to
   * learn from, by |A| · ‖∂ log π(a|s) / ∂ outputs‖ under the policy that gathered them. Default 0.
   */
  readonly dropLowest?: number;
  /**
   * Where rows are drawn with replacement from the second pass on, the likelier the more there was to learn from them in the pass
   * before, by the score of {@link dropLowest}: `panda` weighs all alike, as published, `panda_unbiased` each by 1 / (N · its
   * chance). Left out, each row comes once a pass.
   */
  readonly sampling?: RowSampling | undefined;
  /** Whose outputs the loss compares with those of the policy ({@link Minibatch.earlier}). */
  readonly trajectory?: Trajectory | undefined;
  /** How the policy moves where no optimizer decides it; its loss is the surrogate, and an epoch one minibatch. */
  readonly trustRegion?: TrustRegion;
  /**
   * True if it learns without gradients: its optimizers are search rules, each of their candidates acts in `numEnvs` whole
   * episodes, and nobody asks for targets or a loss.
   */
  readonly searches?: boolean;
  /** True if the agent learns from successes, so that the task must know what one is. */
  readonly needsSuccess?: boolean;
  /**
   * For an agent that learns from every step by itself: what its parameters gather in eligibility traces, `[P]`. Its loss has
   * the gradient of that times the advantage, which is the error of the critic's prediction.
   */
  eligibility?(predictions: Predictions, minibatch: Minibatch): Tensor;
  readonly distribution: ActionDistribution;
  /** What one member's experience teaches. Plain numbers, on the host. */
  targets(experience: Experience): Targets;
  /** The advantages of one member's minibatch as the loss is to see them. */
  minibatchAdvantages(advantages: Float64Array): Float64Array;
  loss(predictions: Predictions, minibatch: Minibatch): Loss;
}

/** The names of all that the loss of an agent may report. */
export function termsOf({ ownTerms = [] }: Pick<Agent, 'ownTerms'>): readonly string[] {
  return [...lossTerms, ...ownTerms];
}

/** A kind of agent: its settings, and how one is made for an action space. */
export interface AgentEntry<Settings extends z.ZodObject = z.ZodObject> extends RegistryEntry {
  readonly settings: Settings;
  /** True if it makes agents that search ({@link Agent.searches}). */
  readonly searches?: boolean;
  /** The network that it trains where the user names none; left out where it is that of the environment's recipe. */
  readonly network?: string;
  /** @throws UsageError if the agent cannot act in such a space, or the settings contradict each other. */
  create(settings: z.output<Settings>, space: ActionSpace): Agent;
}

/** Ties an entry's settings to the type that its `create` receives. */
export function defineAgent<Settings extends z.ZodObject>(entry: AgentEntry<Settings>): AgentEntry {
  return entry as unknown as AgentEntry;
}
