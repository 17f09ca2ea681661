import { inPhase } from '../diagnostics/phases.ts';
import type { Optimizer } from '../optimizers/index.ts';
import { chooseMembers } from '../tensors/choose-members.ts';
import { type MemberRow, readMembers, withMembers } from '../tensors/member-rows.ts';
import { defineOp } from '../tensors/op.ts';
import type { ParameterLayout } from '../tensors/parameter-layout.ts';
import * as tf from '../tensors/tf.ts';
import { readTogether } from '../tensors/together.ts';
import { disposeTree, leaves, mapTree, type TensorTree, tidyTree } from '../tensors/tree.ts';
import { stepOracles } from './step-oracles.ts';
import type { Minibatch } from './workload.ts';

/** What one step of the optimizer is told beside the minibatch. One entry a member. */
export interface StepSettings {
  /** Members that take the step; the others stay as they are. */
  readonly active: readonly boolean[];
  readonly learningRateScale: readonly number[];
  /** Of actor and critic apart; absent where nothing decides them. */
  readonly partLearningRateScales?: { readonly actor: readonly number[]; readonly critic: readonly number[] };
  readonly progress: readonly number[];
  /** Steps on the experience at hand, this one included. */
  readonly stepInRollout: number;
}

/** What a step leaves to be looked at. The caller disposes both tensors. */
export interface StepReport {
  /** `[P, 1, n]`, before clipping. */
  readonly gradient: tf.Tensor;
  /** `[P, terms]`; undefined for a workload that reports none. */
  readonly terms: tf.Tensor | undefined;
}

/** What one member has learned, and what its optimizer remembers. */
export interface SavedLearner {
  readonly steps: number;
  readonly vector: MemberRow;
  /** The tensors of the optimizer's state, in the order of its tree. */
  readonly state: readonly MemberRow[];
}

/** The parameters and the optimizer of a population, and the step that changes them. */
export class Learner {
  readonly layout: ParameterLayout;
  readonly #optimizer: Optimizer;
  readonly #maxGradNorm: number | null;
  /** Steps of the optimizer that each member has taken. */
  readonly steps: number[];
  #vector: tf.Tensor;
  #state: TensorTree;

  /**
   * @param vector `[P, 1, n]` starting parameters; the learner owns it from here on.
   * @param maxGradNorm upper bound of a gradient's global norm, or null.
   */
  constructor(optimizer: Optimizer, layout: ParameterLayout, vector: tf.Tensor, maxGradNorm: number | null) {
    this.#optimizer = optimizer;
    this.#maxGradNorm = maxGradNorm;
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

  /** The parameters by name that the optimizer wants to be judged by. The caller disposes them. */
  evaluationParams(): { [name: string]: tf.Tensor } {
    return tidyTree(() => {
      const view = this.#optimizerView(this.#vector);
      const judged = this.#optimizer.evaluationParams?.(view, this.#state) ?? view;
      const parts = this.#optimizer.elementwise
        ? this.layout.named(this.layout.split(judged.vector!))
        : judged;
      // Copies: what the optimizer holds on to must outlive what the caller disposes.
      return mapTree((part) => tf.clone(part), parts);
    });
  }

  /** The same of each member, as one vector that lies on the host. */
  async evaluationRows(): Promise<MemberRow[]> {
    const params = this.evaluationParams();
    const vector = tf.tidy(() => this.layout.join(this.layout.ordered(params)));
    tf.dispose(params);
    const rows = await readMembers(vector);
    vector.dispose();
    return rows;
  }

  /** Of each member, what shows that its parameters are no longer finite; null while they are. */
  async lost(): Promise<(string | null)[]> {
    const rows = await readMembers(this.#vector);
    return rows.map((own) => (own.every(Number.isFinite) ? null : 'the parameters are no longer finite'));
  }

  /** One gradient and one step of the optimizer on a minibatch. @param load puts it on the device. */
  step(load: () => Minibatch, { active, stepInRollout, ...settings }: StepSettings): StepReport {
    active.forEach((moves, member) => {
      if (moves) this.steps[member]!++;
    });
    const { vector, state, gradient, terms } = tidyTree(() => {
      const minibatch = load();
      const vector = this.#vector;
      const lossAndGradient = (at: tf.Tensor) => inPhase('gradients', () => minibatch.gradient(at));
      const clip = (gradient: tf.Tensor) => clipByGlobalNorm(gradient, this.#maxGradNorm);
      const found = lossAndGradient(vector);
      const { gradient, terms } = found;
      const { updates, state } = this.#optimizer.update(
        this.#optimizerView(clip(gradient)),
        this.#state,
        this.#optimizerView(vector),
        {
          ...settings,
          // A member that has not begun (it has diverged or finished) must not divide by 1 - β⁰ = 0.
          step: this.steps.map((step) => Math.max(1, step)),
          stepInRollout,
          ...stepOracles(minibatch, vector, found, (at) => lossAndGradient(at).gradient, clip, {
            of: (whole) => this.#optimizerView(whole),
            vector: (params) => this.#vectorOf(params),
          }),
        },
      );
      const moved = tf.add(vector, this.#vectorOf(updates));
      const chosen = (after: tf.Tensor, before: tf.Tensor) => chooseMembers(active, after, before);
      return {
        vector: chosen(moved, vector),
        state: mapTree(chosen, state, this.#state),
        // For the caller to free, while the optimizer may keep the one that it was given.
        gradient: tf.clone(gradient),
        terms: terms ? [terms] : [],
      };
    });
    disposeTree([this.#vector, this.#state], [vector, state]);
    this.#vector = vector;
    this.#state = state;
    return { gradient, terms: terms[0] };
  }

  /** What the optimizer has learned so far, `{ learning_rate: 0.01 }`, one a member; undefined if it learns nothing. */
  async report(): Promise<Record<string, number>[] | undefined> {
    const { report } = this.#optimizer;
    if (!report) return undefined;
    const numbers = await readTogether(() =>
      report.call(this.#optimizer, this.#optimizerView(this.#vector), this.#state),
    );
    return this.steps.map((_, member) =>
      Object.fromEntries(Object.entries(numbers).map(([quantity, values]) => [quantity, values![member]!])),
    );
  }

  /** Everything that the next step depends on, one a member. */
  async save(): Promise<SavedLearner[]> {
    const vectors = await readMembers(this.#vector);
    const states = await Promise.all(leaves(this.#state).map(readMembers));
    return vectors.map((vector, member) => ({
      steps: this.steps[member]!,
      vector,
      state: states.map((leaf) => leaf[member]!),
    }));
  }

  /** @param saved one a member; undefined for those that start from the beginning. */
  async restore(saved: readonly (SavedLearner | undefined)[]): Promise<void> {
    const vector = await withMembers(
      this.#vector,
      saved.map((each) => each?.vector),
    );
    const restored = await Promise.all(
      leaves(this.#state).map((leaf, index) =>
        withMembers(
          leaf,
          saved.map((each) => each?.state[index]),
        ),
      ),
    );
    const state = mapTree(() => restored.shift()!, this.#state);
    disposeTree([this.#vector, this.#state]);
    this.#vector = vector;
    this.#state = state;
    saved.forEach((each, member) => {
      if (each) this.steps[member] = each.steps;
    });
  }

  dispose(): void {
    disposeTree([this.#vector, this.#state]);
  }

  /** What the optimizer sees: one leaf if it treats all numbers alike, else the layers. */
  #optimizerView(vector: tf.Tensor): { [name: string]: tf.Tensor } {
    return this.#optimizer.elementwise ? { vector } : this.layout.named(this.layout.split(vector));
  }

  /** What the optimizer sees, as one vector. */
  #vectorOf(params: { readonly [name: string]: tf.Tensor }): tf.Tensor {
    return this.#optimizer.elementwise ? params.vector! : this.layout.join(this.layout.ordered(params));
  }
}

export const clipNormOp = defineOp<'gradient', { readonly limit: number }>({
  name: 'ClipNorm',
  formula({ gradient }, { limit }) {
    const norm = tf.sqrt(tf.sum(tf.square(gradient), 2, true));
    return [tf.mul(gradient, tf.minimum(tf.div(limit, tf.add(norm, 1e-6)), 1))];
  },
});

/**
 * Scales each member's gradient down to a norm of at most `limit`, as torch's clip_grad_norm_ over all parameters:
 * factor min(1, limit / (norm + 1e-6)).
 */
export function clipByGlobalNorm(gradient: tf.Tensor, limit: number | null): tf.Tensor {
  return limit === null ? gradient : clipNormOp({ gradient }, { limit })[0]!;
}
