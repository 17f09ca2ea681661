import type { ActorCritic, Agent } from '../../agents/index.ts';
import { inPhase } from '../diagnostics/phases.ts';
import type { Optimizer } from '../optimizers/index.ts';
import { chooseMembers } from '../tensors/choose-members.ts';
import type { ParameterLayout } from '../tensors/parameter-layout.ts';
import * as tf from '../tensors/tf.ts';
import { disposeTree, mapTree, type TensorTree, tidyTree } from '../tensors/tree.ts';
import { lossGradient } from './loss-gradient.ts';
import type { DeviceMinibatch } from './minibatch.ts';

/** What one step of the optimizer is told beside the minibatch. One entry a member. */
export interface StepSettings {
  /** Members that take the step; the others stay as they are. */
  readonly active: readonly boolean[];
  readonly learningRateScale: readonly number[];
  readonly progress: readonly number[];
}

/** What a step leaves to be looked at. The caller disposes both tensors. */
export interface StepReport {
  /** `[P, 1, n]`, before clipping. */
  readonly gradient: tf.Tensor;
  /** `[P, lossTerms.length]` */
  readonly terms: tf.Tensor;
}

/** The parameters and the optimizer of a population, and the step that changes them. */
export class Learner {
  readonly layout: ParameterLayout;
  readonly #agent: Agent;
  readonly #networks: ActorCritic;
  readonly #optimizer: Optimizer;
  /** Steps of the optimizer that each member has taken. */
  readonly steps: number[];
  #vector: tf.Tensor;
  #state: TensorTree;

  /** @param vector `[P, 1, n]` starting parameters; the learner owns it from here on. */
  constructor(
    agent: Agent,
    networks: ActorCritic,
    optimizer: Optimizer,
    layout: ParameterLayout,
    vector: tf.Tensor,
  ) {
    this.#agent = agent;
    this.#networks = networks;
    this.#optimizer = optimizer;
    this.layout = layout;
    this.#vector = vector;
    this.steps = new Array<number>(vector.shape[0]!).fill(0);
    this.#state = tidyTree(() => optimizer.init(this.#optimizerView(vector)));
  }

  /** `[P, 1, n]`, the parameters as they are now. Owned by the learner. */
  get vector(): tf.Tensor {
    return this.#vector;
  }

  /** The parameters by name, split off for acting. The caller disposes them. */
  params(): { [name: string]: tf.Tensor } {
    return tidyTree(() => this.layout.named(this.layout.split(this.#vector)));
  }

  /** One gradient and one step of the optimizer on a minibatch. */
  step(batch: () => DeviceMinibatch, { active, learningRateScale, progress }: StepSettings): StepReport {
    active.forEach((moves, member) => {
      if (moves) this.steps[member]!++;
    });
    const { vector, state, gradient, terms } = tidyTree(() => {
      const leaves = this.layout.split(this.#vector);
      const { gradient, terms } = inPhase('gradients', () =>
        lossGradient(this.#agent, this.#networks, this.layout, leaves, batch()),
      );
      const clipped = clipByGlobalNorm(gradient, this.#agent.schedule.maxGradNorm);
      const { updates, state } = this.#optimizer.update(
        this.#optimizerView(clipped),
        this.#state,
        this.#optimizerView(this.#vector, leaves),
        // A member that has not begun (it has diverged or finished) must not divide by 1 - β⁰ = 0.
        { step: this.steps.map((step) => Math.max(1, step)), learningRateScale, progress },
      );
      const vector = tf.add(this.#vector, this.#vectorOf(updates));
      const moved = (after: tf.Tensor, before: tf.Tensor) => chooseMembers(active, after, before);
      return {
        vector: moved(vector, this.#vector),
        state: mapTree(moved, state, this.#state),
        gradient,
        terms,
      };
    });
    disposeTree([this.#vector, this.#state], [vector, state]);
    this.#vector = vector;
    this.#state = state;
    return { gradient, terms };
  }

  dispose(): void {
    disposeTree([this.#vector, this.#state]);
  }

  /** What the optimizer sees: one leaf if it treats all numbers alike, else the layers. */
  #optimizerView(vector: tf.Tensor, leaves?: readonly tf.Tensor[]): { [name: string]: tf.Tensor } {
    if (this.#optimizer.elementwise) return { vector };
    return this.layout.named(leaves ?? this.layout.split(vector));
  }

  #vectorOf(updates: { readonly [name: string]: tf.Tensor }): tf.Tensor {
    return this.#optimizer.elementwise ? updates.vector! : this.layout.join(this.layout.ordered(updates));
  }
}

/**
 * Scales each member's gradient down to a norm of at most `limit`, as torch's clip_grad_norm_ over all parameters:
 * factor min(1, limit / (norm + 1e-6)).
 */
export function clipByGlobalNorm(gradient: tf.Tensor, limit: number | null): tf.Tensor {
  if (limit === null) return gradient;
  const norm = tf.sqrt(tf.sum(tf.square(gradient), 2, true));
  return tf.mul(gradient, tf.minimum(tf.div(limit, tf.add(norm, 1e-6)), 1));
}
