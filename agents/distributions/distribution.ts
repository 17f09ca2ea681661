import type { RandomStream } from '../../src/random.ts';
import type { ActionSpace } from '../../src/spaces.ts';
import type { Tensor } from '../../src/tensors/tf.ts';
import type { NetworkParams, ParameterSpec } from '../networks/network.ts';

/** How one member acts: on the host, one row of the actor's output at a time. */
export interface ActionSampler {
  /**
   * Draws an action for the actor's output that starts at `outputs[at]`, and writes it to `actions[actionAt…]`.
   *
   * @returns the action's log-probability.
   */
  sample(
    outputs: ArrayLike<number>,
    at: number,
    stream: RandomStream,
    actions: Float32Array,
    actionAt: number,
  ): number;
}

/** Differentiable in the actor's outputs and in what the distribution learns. */
export interface Evaluation {
  /** `[P, B]` */
  readonly logProb: Tensor;
  /** `[P, B]`, or `[P, 1]` where it is the same for every observation. */
  readonly entropy: Tensor;
}

/**
 * Numbers that describe the distribution and of which the Fisher information is diagonal: `[P, B, k]` both. With J the
 * derivative of the coordinates in the parameters, the Fisher matrix is the mean of Jᵀ · diag(information) · J.
 */
export interface FisherCoordinates {
  /** Differentiable in the actor's outputs and in what the distribution learns. */
  readonly coordinates: Tensor;
  readonly information: Tensor;
}

/** What a policy says of some observations: the actor's outputs, and the parameters that hold what the distribution learns. */
export interface PolicyOutputs {
  readonly outputs: Tensor;
  readonly params: NetworkParams;
}

/**
 * A distribution over actions whose parameters are what the actor puts out (and what this distribution itself learns).
 * Shapes: `outputs` is `[P, B, outputLength]`.
 */
export interface ActionDistribution {
  readonly space: ActionSpace;
  /** Width of the actor's last layer. */
  readonly outputLength: number;
  /** True where the probabilities of actions are the softmax of the actor's outputs. */
  readonly softmax?: boolean;
  /** What is learned beside the network. */
  readonly parameters: readonly ParameterSpec[];
  /**
   * How a member acts during one roll-out.
   *
   * @param learned the member's values of {@link parameters}, in order.
   * @param update updates the member has made so far, for exploration that follows a schedule.
   */
  sampler(learned: readonly ArrayLike<number>[], update: number): ActionSampler;
  /** Writes the most probable action (the mean of a Gaussian). */
  mode(outputs: ArrayLike<number>, at: number, actions: Float32Array, actionAt: number): void;
  /**
   * What the policy makes of actions that were taken.
   *
   * @param actions int32 `[P, B]` for a discrete space, `[P, B, actionLength]` for a box.
   */
  evaluate(outputs: Tensor, params: NetworkParams, actions: Tensor): Evaluation;
  /**
   * For Fisher-vector products; absent where nobody has worked it out. One that hands the derivatives of outputs and parameters
   * on to its coordinates (`carryTangent`) has them at a fraction of the cost.
   */
  fisher?(outputs: Tensor, params: NetworkParams): FisherCoordinates;
  /**
   * The KL divergence of this policy from another on the same observations, KL(this ‖ other), `[P, B]`; absent where nobody
   * has worked it out.
   */
  divergence?(policy: PolicyOutputs, other: PolicyOutputs): Tensor;
}
