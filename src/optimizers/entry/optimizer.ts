import type { z } from 'zod';
import type { Value } from '../../call-expression.ts';
import type { RandomStream } from '../../random.ts';
import type { RegistryEntry, Resolved } from '../../registry.ts';
import type { NamedShape } from '../../tensors/parameter-layout.ts';
import type { Tensor } from '../../tensors/tf.ts';
import type { TensorTree } from '../../tensors/tree.ts';
import type { SampledScores, SampledValues, SampleParts } from './samples.ts';

/**
 * Parameters, or gradients of the same shape, by name in layer order. Every tensor has the members as its first axis:
 * kernels are `[P, in, out]`, biases and other vectors `[P, 1, n]`. Elementwise optimizers may be given all of them as
 * one leaf `[P, 1, n]`.
 */
export type Params = { readonly [name: string]: Tensor };

/** One value for all members, or one each. */
export type PerMember = number | readonly number[];

/** A member's own stream of random numbers for a purpose, from its beginning. */
export type MemberStreams = (member: number, ...purpose: readonly (string | number)[]) => RandomStream;

/** What a policy would be worth on the samples at hand, and how far it is from the policy at hand. */
export interface ComparedPolicy {
  /** The mean of A · π/π_old over the samples, π_old the policy that took the actions. */
  readonly surrogate: Tensor;
  /** The mean KL divergence of the policy from the one at hand, in nats. */
  readonly divergence: Tensor;
}

/** Derivatives of outputs along a direction. */
export interface OutputSlopes {
  /** `[P, B, outputs]`, 0 for samples that only fill up a member. */
  readonly slopes: Tensor;
  /** 1 for samples, 0 for those that only fill up, `[P, B, 1]`. */
  readonly counts: Tensor;
}

/**
 * What a rule may ask about the loss of the minibatch at hand. Each is computed only when it is asked for, and absent where
 * what is trained cannot say it. Parameters and directions are in the view that the optimizer was given, one vector or by
 * name. Beside `gradientAt` and `wholeGradient`, all are of the loss as it is: nothing is clipped, nor changed by stages before.
 */
export interface LossOracles {
  /**
   * The gradient of the same loss on the same minibatch at other parameters, clipped as the one at hand was; costs a
   * forward and a backward pass.
   */
  gradientAt?(params: Params): Params;
  /**
   * The gradient of the loss on all of the experience at hand, a whole roll-out, of which the minibatch is a part; clipped as
   * the gradient at hand was. Costs an epoch of forward and backward passes, and a step that asks for it is not replayed.
   * Networks with noise are seen without it. Absent where what is trained has no such experience.
   */
  wholeGradient?(params: Params): Params;
  /** The loss of every member at the parameters at hand, `[P, 1, 1]`; costs nothing. */
  loss?(): Tensor;
  /** The loss at other parameters, `[P, 1, 1]`; costs a forward pass. */
  lossAt?(params: Params): Tensor;
  /**
   * What each of the B samples adds to the gradient, `[P, B, n]`: the sum over the samples is the gradient; samples that
   * only fill up a member add 0. The n numbers are in the order of the parameters. With S for it, S · Sᵀ is the Gram
   * matrix. Costs the memory of B gradients.
   */
  sampleGradients?(): Tensor;
  /** The critic on the samples; absent where there is none. */
  readonly valueSamples?: SampleParts<SampledValues> | undefined;
  /** The policy on the samples; absent where there is none. */
  readonly scoreSamples?: SampleParts<SampledScores> | undefined;
  /** The product of the Hessian with a direction, from two gradients a little apart. */
  hessianProduct?(direction: Params): Params;
  /** The product of the Fisher matrix of the policy with a direction, the actions averaged over the policy. */
  fisherProduct?(direction: Params): Params;
  /**
   * A random gradient whose outer product with itself is on average the Fisher matrix: of the policy as that of actions drawn
   * anew from it, of the critic as that of values with unit noise. Costs a forward and a backward pass.
   *
   * @param draw independent standard normal numbers in the shape of a tensor; `part` tells its calls apart.
   */
  fisherSample?(draw: (like: Tensor, part: string) => Tensor): Params;
  /**
   * Derivatives of the outputs (logits, means) of a policy or a classifier along a direction; costs about two passes forward
   * of the actor for networks of dense layers.
   */
  outputSlopes?(direction: Params): OutputSlopes;
  /** The policy at other parameters beside the one at hand, `[P, 1, 1]` each; costs a forward pass of each. */
  policyAt?(params: Params): ComparedPolicy;
  /**
   * The error of the critic's prediction, `[P, 1, 1]`, where each step of the environment is learned from by itself: the
   * gradient is that of {@link eligibility} times this.
   */
  temporalDifference?(): Tensor;
  /** The gradient of what eligibility traces gather, minus the value and minus the log-probability of the action. */
  eligibility?(): Params;
  /** 1 for members whose episode ends with the step at hand, else 0, `[P, 1, 1]`. */
  episodeEnds?(): Tensor;
  /**
   * Parameters drawn anew as those of a beginning are, each member's from a stream of its own that is named by the step.
   * Absent where what is trained does not draw its beginning.
   */
  freshParams?(): Params;
  /** Mean magnitude over the samples of what each unit of a layer puts out, `[P, 1, units]` by layer: `actor.0`. */
  meanActivations?(): { readonly [layer: string]: Tensor };
}

/** What an update may depend on beyond the gradient. Counters are each member's own: members may stop early. */
export interface StepContext extends LossOracles {
  /** Updates made, this one included: 1, 2, … */
  readonly step: PerMember;
  /** Factor on the learning rate of this update, what a schedule says. Default 1. */
  readonly learningRateScale?: PerMember;
  /** Further factors on the learning rates of the actor and of the critic, where each has an optimizer. Default 1. */
  readonly partLearningRateScales?: { readonly actor: PerMember; readonly critic: PerMember };
  /** Share of the training budget spent, 0 … 1. Default 0. */
  readonly progress?: PerMember;
  /** Updates made on the experience at hand, this one included: 1 is the first after new experience. Default `step`. */
  readonly stepInRollout?: PerMember;
  /** Where a rule's random numbers come from: see `normalNumbers`. Default: streams of seed 0 for every member. */
  readonly randomStream?: MemberStreams;
}

/**
 * What a wrapper makes of the updates of the rule that it wraps. `nothing`: it changes gradients, the schedule or what is
 * evaluated. `shift`: it adds something that does not depend on them. `scale`: it multiplies all of them by one factor
 * that it learns. `reverse`: the same, and the factor may become negative. `shorten`: it multiplies those of each tensor by
 * a factor of at most 1. `place`: it says where the parameters stand, by all updates so far. `anything`: any other change.
 */
export type UpdateChange = 'nothing' | 'shift' | 'scale' | 'reverse' | 'shorten' | 'place' | 'anything';

/**
 * A pure update rule: new parameters = parameters + updates.
 *
 * Nothing is remembered between calls but the state that is handed over, whose every tensor is `[P, …, …]`. Both
 * functions make intermediate tensors freely: call them within `tidyTree`. They may return tensors that they were given.
 *
 * A rule that keeps several copies of the parameters has `takeStep` too: its `update` makes a step from one of them, which
 * wrappers change, and `takeStep` moves them all by what came of it. `makeOptimizer` joins both to one `update`.
 */
export interface Optimizer<S extends TensorTree = TensorTree> {
  /** True if every number is treated alike, whatever tensor it sits in, so that all may be passed as one leaf. */
  readonly elementwise?: boolean;
  init(params: Params): S;
  update(gradients: Params, state: S, params: Params, step: StepContext): { updates: Params; state: S };
  /**
   * How the parameters, and all that the state keeps of them, move by a step that `update` has made and wrappers may have
   * changed, where they do not simply move by the step.
   *
   * @param state that `update` has returned with the step.
   * @param params before the step, as `update` was given them.
   */
  takeStep?(steps: Params, state: S, params: Params, step: StepContext): { updates: Params; state: S };
  /** The parameters to evaluate and to keep, where they are not those that gradients are taken at: averages. */
  evaluationParams?(params: Params, state: S): Params;
  /**
   * The same state as if the gradients of some numbers of the parameters had never been: what it remembers of them is 0, as at
   * the beginning. Only of rules that remember nothing else of the parameters, or nothing that keeps those numbers from
   * being put elsewhere.
   *
   * @param kept for every parameter, in its shape: 1 for the numbers that are remembered, 0 for the others.
   */
  forget?(state: S, kept: Params): S;
  /**
   * What the rule has learned or chosen so far, to be recorded after each update: one number a member, `[P, 1, 1]`, for
   * each quantity, `{ learning_rate, momentum }`.
   *
   * @param params the parameters as they are now, for their names and shapes.
   */
  report?(params: Params, state: S): Params;
  /** What treats each parameter, by the parameter's name, where they are treated differently: `MUON`, `ADAM`. */
  routes?(params: readonly NamedShape[]): Readonly<Record<string, string>>;
}

/**
 * How a rule's steps go with the widths of layers. `coordinates`: it treats every number by its own gradient, so that widths
 * are to be made up for. `norms`: its steps have a length in a norm of their own that makes up for the shapes of layers.
 * `itself`: it makes up for widths by itself, whatever the network says of them.
 */
export type WidthRule = 'coordinates' | 'norms' | 'itself';

/** An array of a learned optimizer's weights. */
export interface WeightArray {
  /** In the file of weights. */
  readonly name: string;
  /** `hidden` stands for the units of a hidden layer, which the file decides. */
  readonly shape: readonly (number | 'hidden')[];
  /** What counts where a file has no such array; left out where every file must have it. */
  readonly otherwise?: readonly number[];
}

/** A kind of optimizer: its hyper-parameters, and how an update rule is made from them. */
export interface OptimizerEntry<Settings extends z.ZodObject = z.ZodObject> extends RegistryEntry {
  readonly settings: Settings;
  /**
   * What an update computes, line by line in the symbols of `notation.ts`: lines of at most 76 characters that read well in a
   * terminal. Of a wrapper, Δ is what the rule inside would add to the parameters.
   */
  readonly equation?: readonly string[];
  /** True for a rule that learns from every step of an environment by itself, and from nothing else. */
  readonly streams?: boolean;
  /** True for a rule that counts on a policy, or a classifier, whose outputs are the logits of a softmax. */
  readonly softmax?: boolean;
  /** True for a rule that learns from what values are wrong by, and from nothing else: it can train a critic alone. */
  readonly values?: boolean;
  /** True for a rule that asks how what an agent says of each sample changes: it trains agents alone. */
  readonly samples?: boolean;
  /**
   * True for a wrapper that recycles units: it asks how active those of an agent's networks are, and has what it wraps
   * {@link Optimizer.forget}.
   */
  readonly recycles?: boolean;
  pin?(settings: z.output<Settings>): Readonly<Record<string, Value>>;
  /** The weights that `rl-bench meta-train` trains, in the order of the file: matrices `[outputs, inputs]`, biases `[outputs]`. */
  readonly weightArrays?: readonly WeightArray[];
  /**
   * How it can train networks whose parameters have {@link WidthRatios}: one way, or one for each of its routes. Undefined, or
   * left out, where it cannot.
   */
  acrossWidths?(settings: z.output<Settings>): WidthRule | Readonly<Record<string, WidthRule>> | undefined;
  /**
   * @param members the hyper-parameters of each member of the population; a single element serves any number of
   * members alike.
   * @param inner what it wraps, for a wrapper; else the identity.
   * @param learningRates `lr` of the optimizer inside the wrappers, one for each of `members`.
   * @param build makes the rule of a setting that names one, for the same parameters.
   */
  create(
    members: readonly z.output<Settings>[],
    inner: Optimizer,
    learningRates: readonly number[],
    build: (members: readonly Resolved<OptimizerEntry>[]) => Optimizer,
  ): Optimizer;
  /** Numbers of state that one member's parameters need, without those of what it wraps. */
  memory(parameters: readonly NamedShape[], settings: z.output<Settings>): number;
  /** Of the parameters those that what it wraps treats, for a wrapper that does not hand over all of them. */
  handsOver?(parameters: readonly NamedShape[]): readonly NamedShape[];
  /** What a wrapper multiplies the learning rate by when a share `progress` of the budget is spent; to be recorded. */
  learningRateFactor?(settings: z.output<Settings>, progress: number): number;
  /** What a wrapper makes of the updates of what it wraps; `anything` where it does not say. */
  changes?(settings: z.output<Settings>): UpdateChange;
  /** True for a wrapper whose steps, and not its decay alone, go by the learning rate of what it wraps. */
  readonly stepsByRate?: boolean;
  /**
   * Why a rule cannot stand inside of a wrapper that changes its updates, and what to write instead: `it …; write …`.
   * Undefined where it can, as most rules can always. For rules whose own mathematics counts on what updates did.
   *
   * @param change what the wrapper makes of them, never `nothing`. One that may `reverse` is asked about as `scale` first.
   * @param wrapper its name.
   */
  refuses?(change: UpdateChange, wrapper: string, settings: z.output<Settings>): string | undefined;
  /** True for a wrapper whose change of the gradient at hand does not show in gradients elsewhere. */
  readonly replacesGradient?: boolean;
  /**
   * Why a rule cannot stand inside of such a wrapper, and what to write instead: it takes no notice of the gradient at hand.
   * Undefined where it can.
   */
  overlooksGradient?(wrapper: string, settings: z.output<Settings>): string | undefined;
}

/** Ties an entry's settings to the type that its functions receive. */
export function defineOptimizer<Settings extends z.ZodObject, S extends TensorTree>(
  entry: Omit<OptimizerEntry<Settings>, 'create' | 'wraps'> & {
    create(members: readonly z.output<Settings>[]): Optimizer<S>;
  },
): OptimizerEntry {
  return entry as unknown as OptimizerEntry;
}

/** An entry that changes another optimizer, which is named in its parentheses: `CAUTIOUS(ADAMW)`. */
export function defineWrapper<Settings extends z.ZodObject, S extends TensorTree>(
  entry: Omit<OptimizerEntry<Settings>, 'create' | 'wraps'> & {
    create(
      members: readonly z.output<Settings>[],
      inner: Optimizer,
      learningRates: readonly number[],
      build: (members: readonly Resolved<OptimizerEntry>[]) => Optimizer,
    ): Optimizer<S>;
  },
): OptimizerEntry {
  return { ...entry, wraps: true } as unknown as OptimizerEntry;
}
