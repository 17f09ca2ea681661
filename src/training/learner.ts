import type { LossOracles, Optimizer } from '../optimizers/index.ts';
import { memberStream } from '../optimizers/members/normal-numbers.ts';
import { recordedContext, type StepNumbers } from '../optimizers/members/step-numbers.ts';
import type { RandomStream } from '../random.ts';
import { chooseMembers, chosenOf } from '../tensors/choose-members.ts';
import { type MemberRow, readMembers, withMembers } from '../tensors/member-rows.ts';
import type { ParameterLayout } from '../tensors/parameter-layout.ts';
import { hostTensor, nowRecording } from '../tensors/replay/now-recording.ts';
import { RecordedFunction } from '../tensors/replay/recorded-function.ts';
import * as tf from '../tensors/tf.ts';
import { readTogether } from '../tensors/together.ts';
import { disposeTree, leaves, mapTree, type TensorTree, tidyTree, withLeaves } from '../tensors/tree.ts';
import { clipByGlobalNorm } from './clip-by-global-norm.ts';
import type { StepReport, StepSettings, StepTotals } from './learning-step.ts';
import { stepOracles } from './step-oracles.ts';
import { withBuffers } from './with-buffers.ts';
import type { Minibatch, MinibatchStep, SentNumbers } from './workload.ts';

/** Draws starting values of one member, `[n]`, those of buffers behind them where there are some. */
type FreshValues = (stream: RandomStream) => Float32Array;

/** What numbers of the host depend on in a step. */
interface StepHost {
  readonly numbers: StepNumbers;
  readonly sent: Readonly<Record<string, SentNumbers>>;
  readonly active: readonly boolean[];
}

/** What a step makes. */
interface StepMade {
  readonly vector: tf.Tensor;
  /** One, or none. */
  readonly buffers: readonly tf.Tensor[];
  readonly state: TensorTree;
  readonly totals: readonly tf.Tensor[];
  readonly kept: readonly tf.Tensor[];
  readonly terms: readonly tf.Tensor[];
}

/** What one member has learned, and what its optimizer remembers. */
export interface SavedLearner {
  readonly steps: number;
  /** Parameters, and what networks keep beside them. */
  readonly vector: MemberRow;
  /** The tensors of the optimizer's state, in the order of its tree. */
  readonly state: readonly MemberRow[];
}

/**
 * The parameters and the optimizer of a population, and the step that changes them. What networks keep beside the parameters
 * changes in steps too, by the networks' own rule: the optimizer, clipping and statistics never see it.
 */
export class Learner {
  /** Of the parameters. */
  readonly layout: ParameterLayout;
  /** Of parameters and buffers. */
  readonly #whole: ParameterLayout;
  readonly #optimizer: Optimizer;
  readonly #maxGradNorm: number | null;
  readonly #fresh: FreshValues | undefined;
  /** Steps of the optimizer that each member has taken. */
  readonly steps: number[];
  readonly #recorded = new RecordedFunction<StepHost>('a step of learning');
  #vector: tf.Tensor;
  /** `[P, 1, m]`, as one tensor where networks keep something beside their parameters, and none where they do not. */
  #buffers: readonly tf.Tensor[];
  /** The tensors of the optimizer's state, in the order of its tree. */
  #leaves: readonly tf.Tensor[];
  /** The tree as the optimizer has made it first, for its shape: its tensors are gone. */
  readonly #firstState: TensorTree;

  /**
   * @param layout of what `vector` holds.
   * @param vector `[P, 1, n]` starting parameters, and buffers behind them; the learner owns it from here on.
   * @param maxGradNorm upper bound of a gradient's global norm, or null.
   * @param fresh how starting values are drawn, where they are.
   */
  constructor(
    optimizer: Optimizer,
    layout: ParameterLayout,
    vector: tf.Tensor,
    maxGradNorm: number | null,
    fresh?: FreshValues,
  ) {
    this.#optimizer = optimizer;
    this.#fresh = fresh;
    this.#maxGradNorm = maxGradNorm;
    this.layout = layout.trained;
    this.#whole = layout;
    [this.#vector, ...this.#buffers] = this.#apart(vector);
    this.steps = new Array<number>(vector.shape[0]!).fill(0);
    this.#firstState = tidyTree(() => optimizer.init(this.#optimizerView(this.#vector)));
    this.#leaves = leaves(this.#firstState);
  }

  /** `[P, 1, n]`, the parameters as they are now. Owned by the learner. */
  get vector(): tf.Tensor {
    return this.#vector;
  }

  /** `[P, 1, m]`, what networks keep beside them now; undefined where they keep nothing. Owned by the learner. */
  get buffers(): tf.Tensor | undefined {
    return this.#buffers[0];
  }

  get #state(): TensorTree {
    return withLeaves(this.#firstState, this.#leaves);
  }

  /** `[P, 1, n]`, parameters and what networks keep behind them, as they are now. The caller disposes it. */
  whole(): tf.Tensor {
    return tf.tidy(() => tf.clone(this.#joined(this.#vector)));
  }

  /** The parameters by name, split off for acting. The caller disposes them. */
  params(): { [name: string]: tf.Tensor } {
    return tidyTree(() => this.#whole.named(this.#whole.split(this.#joined(this.#vector))));
  }

  /** The parameters by name that the optimizer wants to be judged by, with buffers as they are. The caller disposes them. */
  evaluationParams(): { [name: string]: tf.Tensor } {
    return tidyTree(() => {
      const view = this.#optimizerView(this.#vector);
      const judged = this.#optimizer.evaluationParams?.(view, this.#state) ?? view;
      const kept = this.#whole.buffers;
      const parts = {
        ...(this.#optimizer.elementwise ? this.layout.named(this.layout.split(judged.vector!)) : judged),
        ...kept?.named(kept.split(this.#buffers[0]!)),
      };
      // Copies: what the optimizer holds on to must outlive what the caller disposes.
      return mapTree((part) => tf.clone(part), parts);
    });
  }

  /** The same of each member, as one vector that lies on the host. */
  async evaluationRows(): Promise<MemberRow[]> {
    const params = this.evaluationParams();
    const vector = tf.tidy(() => this.#whole.join(this.#whole.ordered(params)));
    tf.dispose(params);
    const rows = await readMembers(vector);
    vector.dispose();
    return rows;
  }

  /** Of each member, what shows that its parameters are no longer finite; null while they are. */
  async lost(): Promise<(string | null)[]> {
    // Streams of single steps ask this after each of them: a number a member is read in place of all parameters. Zero times
    // what is not finite is NaN, and so is every sum with it.
    const sums = tf.tidy(() => tf.sum(tf.mul(this.#vector, 0), 2));
    const rows = await readMembers(sums);
    sums.dispose();
    return rows.map(([sum]) => (sum === 0 ? null : 'the parameters are no longer finite'));
  }

  /** One gradient and one step of the optimizer on a minibatch. */
  step(minibatch: MinibatchStep, settings: StepSettings, totals: StepTotals): StepReport {
    const { active, ...numbers } = settings;
    active.forEach((moves, member) => {
      if (moves) this.steps[member]!++;
    });
    const { varying, keepers = [] } = minibatch;
    const host: StepHost = {
      // A member that has not begun (it has diverged or finished) must not divide by 1 - β⁰ = 0.
      numbers: { ...numbers, step: this.steps.map((step) => Math.max(1, step)) },
      sent: varying?.numbers ?? {},
      active,
    };
    const changed = [this.#vector, ...this.#buffers, ...this.#leaves];
    const { before } = totals;
    const work = (): tf.Tensor[] => {
      const after = this.#compute(minibatch, host, totals);
      return [
        after.vector,
        ...after.buffers,
        ...leaves(after.state),
        ...after.totals,
        ...after.kept,
        ...after.terms,
      ];
    };
    const made = varying
      ? this.#recorded.call(
          `${active.every(Boolean)} ${numbers.partLearningRateScales !== undefined} ${keepers.map((keeper) => keeper.of).join()} ${varying.key}`,
          [...changed, ...before, ...varying.tensors],
          host,
          work,
          changed.length + before.length,
        )
      : tf.tidy(work);
    disposeTree(changed, made);
    this.#vector = made[0]!;
    const behind = 1 + this.#buffers.length;
    this.#buffers = made.slice(1, behind);
    this.#leaves = made.slice(behind, changed.length);
    const others = changed.length + before.length;
    const kept = made.slice(others, others + keepers.length);
    return { totals: made.slice(changed.length, others), kept, terms: made[others + keepers.length] };
  }

  #compute(minibatch: MinibatchStep, host: StepHost, totals: StepTotals): StepMade {
    const vector = this.#vector;
    const before = this.#state;
    const sent = Object.entries(host.sent).map(([name, { values, shape }]) => [
      name,
      hostTensor(
        host,
        [...shape],
        values instanceof Int32Array ? 'int32' : 'float32',
        (now) => now.sent[name]!.values,
      ),
    ]);
    const { loaded, buffers } = this.#advanced(minibatch.load(Object.fromEntries(sent)));
    const clip = (gradient: tf.Tensor) => clipByGlobalNorm(gradient, this.#maxGradNorm);
    const found = loaded.gradient(vector);
    const { gradient, terms } = found;
    const ofLoss = stepOracles(loaded, vector, found, (at) => loaded.gradient(at).gradient, clip, {
      of: (whole) => this.#optimizerView(whole),
      vector: (params) => this.#vectorOf(params),
    });
    const fresh = this.#fresh;
    const oracles: LossOracles = {
      ...ofLoss,
      ...(fresh && { freshParams: () => this.#optimizerView(this.#freshVector(fresh, host)) }),
    };
    const { updates, state } = this.#optimizer.update(
      this.#optimizerView(clip(gradient)),
      before,
      this.#optimizerView(vector),
      nowRecording()
        ? recordedContext<StepHost>(({ numbers }) => numbers, oracles)
        : { ...host.numbers, ...oracles },
    );
    const active = chosenOf(host.active, () =>
      hostTensor(host, [host.active.length], 'float32', (now) => now.active.map(Number)),
    );
    const moved = tf.add(vector, this.#vectorOf(updates));
    const chosen = (after: tf.Tensor, otherwise: tf.Tensor) => chooseMembers(active, after, otherwise);
    return {
      vector: chosen(moved, vector),
      buffers: buffers.map((now, place) => chosen(now, this.#buffers[place]!)),
      // In the order that the state began with, which is the one that it is saved and restored in.
      state: mapTree((old, made) => chosen(made!, old), before, state),
      totals: totals.after(totals.before, { gradient, terms, active }),
      kept: minibatch.keepers?.map((keeper) => loaded[keeper.of]!(vector)) ?? [],
      terms: terms ? [terms] : [],
    };
  }

  /** Lets networks change what they keep for this step. @returns that, and the minibatch with it. */
  #advanced(minibatch: Minibatch): { loaded: Minibatch; buffers: readonly tf.Tensor[] } {
    if (this.#buffers.length === 0) return { loaded: minibatch, buffers: [] };
    if (!minibatch.advance) throw new Error('networks keep something that the minibatch does not change');
    const now = minibatch.advance(this.#joined(this.#vector));
    return { loaded: withBuffers(minibatch, this.#whole, now), buffers: [now] };
  }

  /** Parameters with the buffers behind them. */
  #joined(vector: tf.Tensor): tf.Tensor {
    return this.#buffers.length === 0 ? vector : tf.concat([vector, ...this.#buffers], 2);
  }

  /** The opposite, of a vector that is used up by it. @returns the parameters, and the buffers where there are some. */
  #apart(vector: tf.Tensor): [tf.Tensor, ...tf.Tensor[]] {
    const { trained, buffers } = this.#whole;
    if (buffers === null) return [vector];
    const parts = tf.tidy(() => tf.split(vector, [trained.length, buffers.length], 2));
    vector.dispose();
    return parts as [tf.Tensor, tf.Tensor];
  }

  /** Starting values of every member, drawn for this step. */
  #freshVector(fresh: FreshValues, host: StepHost): tf.Tensor {
    const { length } = this.layout;
    return hostTensor(host, [host.active.length, 1, length], 'float32', ({ active, numbers }) => {
      const values = new Float32Array(active.length * length);
      for (const member of active.keys()) {
        const drawn = fresh(memberStream(numbers, member, 'fresh parameters'));
        values.set(drawn.subarray(0, length), member * length);
      }
      return values;
    });
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
    const whole = this.whole();
    const vectors = await readMembers(whole);
    whole.dispose();
    const states = await Promise.all(this.#leaves.map(readMembers));
    return vectors.map((vector, member) => ({
      steps: this.steps[member]!,
      vector,
      state: states.map((leaf) => leaf[member]!),
    }));
  }

  /** @param saved one a member; undefined for those that start from the beginning. */
  async restore(saved: readonly (SavedLearner | undefined)[]): Promise<void> {
    const before = this.whole();
    const vector = await withMembers(
      before,
      saved.map((each) => each?.vector),
    );
    before.dispose();
    const restored = await Promise.all(
      this.#leaves.map((leaf, index) =>
        withMembers(
          leaf,
          saved.map((each) => each?.state[index]),
        ),
      ),
    );
    disposeTree([this.#vector, this.#buffers, this.#leaves]);
    [this.#vector, ...this.#buffers] = this.#apart(vector);
    this.#leaves = restored;
    saved.forEach((each, member) => {
      if (each) this.steps[member] = each.steps;
    });
  }

  dispose(): void {
    this.#recorded.dispose();
    disposeTree([this.#vector, this.#buffers, this.#leaves]);
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
