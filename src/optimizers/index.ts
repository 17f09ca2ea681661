import { type Call, formatCall } from '../call-expression.ts';
import { UsageError } from '../errors.ts';
import { Registry, type Resolved } from '../registry.ts';
import { showValue } from '../show-value.ts';
import type { NamedShape } from '../tensors/parameter-layout.ts';
import { adabelief } from './adabelief.ts';
import { adadelta } from './adadelta.ts';
import { adafactor } from './adafactor.ts';
import { adagrad } from './adagrad.ts';
import { adagradNorm } from './adagrad-norm.ts';
import { adam } from './adam.ts';
import { adamRel } from './adam-rel.ts';
import { adamReset } from './adam-reset.ts';
import { adamc } from './adamc.ts';
import { adamp } from './adamp.ts';
import { adamuon } from './adamuon.ts';
import { adamw } from './adamw.ts';
import { adan } from './adan.ts';
import { ademamix } from './ademamix.ts';
import { adopt } from './adopt.ts';
import { amsgrad } from './amsgrad.ts';
import { ano } from './ano.ts';
import { aro } from './aro.ts';
import { cautious } from './cautious.ts';
import { clip } from './clip.ts';
import { clipUpdate } from './clip-update.ts';
import { cocob } from './cocob.ts';
import { dadaptAdam } from './dadapt-adam.ts';
import { dadaptSgd } from './dadapt-sgd.ts';
import { dal } from './dal.ts';
import { diffgrad } from './diffgrad.ts';
import { divgrad } from './divgrad.ts';
import { divlr } from './divlr.ts';
import { dogGlobal, dogLayers } from './dog.ts';
import { dowg } from './dowg.ts';
import { ema } from './ema.ts';
import { exampleOf } from './entry/example.ts';
import { checkOptimizer, guardedOptimizer } from './entry/guarded-optimizer.ts';
import { madeUpForWidths } from './entry/made-up-for-widths.ts';
import type { Optimizer, OptimizerEntry } from './entry/optimizer.ts';
import { inOneUpdate, refusal, refuseLoss, refuseUnfitPairs } from './entry/pairs.ts';
import { fira } from './fira.ts';
import { ghosts } from './ghosts.ts';
import { grams } from './grams.ts';
import { hyper } from './hyper.ts';
import { hyperball, radialBrake, relativeUpdate } from './hyperball.ts';
import { hypersgd } from './hypersgd.ts';
import { ivon } from './ivon.ts';
import { kfac } from './kfac.ts';
import { klShampoo, klSoap } from './kl-shampoo.ts';
import { kron } from './kron.ts';
import { lamb } from './lamb.ts';
import { lanton } from './lanton.ts';
import { laprop } from './laprop.ts';
import { hiddenUnits } from './layout/hidden-units.ts';
import { adafaclo } from './learned/adafaclo.ts';
import { celo } from './learned/celo.ts';
import { celoAdam } from './learned/celo-adam.ts';
import { celo2, eloCelo2 } from './learned/celo2.ts';
import { elo } from './learned/elo.ts';
import { mulo } from './learned/mulo.ts';
import { open } from './learned/open.ts';
import { velo } from './learned/velo.ts';
import { limitGrowth } from './limit-growth.ts';
import { lion } from './lion.ts';
import { lookahead } from './lookahead.ts';
import { lrSpike } from './lr-spike.ts';
import { mada } from './mada.ts';
import { mars, marsCorrection } from './mars.ts';
import { marsM } from './mars-m.ts';
import { mechanic } from './mechanic.ts';
import { miloGroups, miloLayers } from './milo.ts';
import { momo, momoAdam } from './momo.ts';
import { muon, normuon } from './muon.ts';
import { nadam } from './nadam.ts';
import { novograd } from './novograd.ts';
import { novogradLonepatient } from './novograd-lonepatient.ts';
import { nsgd } from './nsgd.ts';
import { adaptiveObgd, obgd } from './obgd.ts';
import { optimisticAdagrad, optimisticGd } from './optimistic.ts';
import { perpgrad } from './perpgrad.ts';
import { polargrad } from './polargrad.ts';
import { polyak } from './polyak.ts';
import { prodigy } from './prodigy.ts';
import { radam } from './radam.ts';
import { redo } from './redo.ts';
import { rmsprop } from './rmsprop.ts';
import { adaptiveSharpness, sharpness } from './sam.ts';
import { sarah } from './sarah.ts';
import { schedule } from './schedule.ts';
import { scheduleFree } from './schedule-free.ts';
import { scion, uscion } from './scion.ts';
import { sgd } from './sgd.ts';
import { sgdp } from './sgdp.ts';
import { shampoo } from './shampoo.ts';
import { shrinkPerturb } from './shrink-perturb.ts';
import { signsgd } from './signsgd.ts';
import { sinkgd } from './sinkgd.ts';
import { soap } from './soap.ts';
import { sophia } from './sophia.ts';
import { asCriticSees, criticOf, refuseSecondSplit, splitting } from './split.ts';
import { splus } from './splus.ts';
import { stableadamw } from './stableadamw.ts';
import { sven } from './sven.ts';
import { swan } from './swan.ts';
import { trac } from './trac.ts';
import { identity } from './transforms/chain.ts';
import { upgd } from './upgd.ts';
import { vsgd } from './vsgd.ts';
import { weightDecayed } from './weight-decay.ts';
import { yogi } from './yogi.ts';

export { exampleOf, standsAlone } from './entry/example.ts';
export { innermost, withInnermost, withoutRate } from './entry/innermost.ts';
export { countNumbers, numbersPerParameter } from './entry/memory.ts';
export {
  defineOptimizer,
  defineWrapper,
  type LossOracles,
  type MemberStreams,
  type Optimizer,
  type OptimizerEntry,
  type Params,
  type PerMember,
  type StepContext,
  type UpdateChange,
  type WeightArray,
} from './entry/optimizer.ts';
export type { Sampled, SampledScores, SampledValues, SampleSlopes } from './entry/samples.ts';
export { isCritics, type ParameterRole, parameterRoles } from './layout/parameter-roles.ts';
export { homeWeightsOf, pickAll } from './learned/weights-setting.ts';
export { normalNumbers } from './members/normal-numbers.ts';
export { type Coefficient, common, eachMember, type MemberStep, perMember } from './members/per-member.ts';
export { type RefinementOptions, refinedSchedule } from './schedules/refined-schedule.ts';
export { type ScheduleShape, scheduleFactor } from './schedules/shapes.ts';
export { scoreGram } from './score-gram.ts';
export { smoothNaturalStep } from './smooth-natural-step.ts';
export {
  asCriticSees,
  criticAlone,
  criticOf,
  refuseCriticless,
  refuseSplit,
  splitCall,
  withCritic,
} from './split.ts';
export { chain, identity, stateless } from './transforms/chain.ts';
export { flatten, onTensors } from './transforms/flatten.ts';
export { handOn } from './transforms/hand-on.ts';
export { learningRate, scaleByLearningRate } from './transforms/learning-rate.ts';
export { momentum, momentumSetting, momentumSettings, nesterovNeedsMomentum } from './transforms/momentum.ts';
export { partition } from './transforms/partition.ts';
export { adamSettings, scaleByAdam } from './transforms/scale-by-adam.ts';
export { addWeightDecay, weightDecay } from './transforms/weight-decay.ts';
export { addScaled, blend, forgetIn, scale, zeros } from './transforms/weighted.ts';
export { trustRegion } from './trust-region.ts';

/** Every optimizer by name. A plugin adds its own with `optimizers.register(defineOptimizer({…}))`. */
export const optimizers = new Registry<OptimizerEntry>('optimizer', ['create', 'memory'], {
  check(resolved) {
    refuseUnforgetful(resolved);
    refuseUnfitPairs(resolved);
    refuseSecondSplit(resolved);
  },
});

/** All that come with rl-bench, by what they have in common. */
const families: Readonly<Record<string, readonly OptimizerEntry[]>> = {
  'gradient descent': [sgd, sgdp, signsgd, nsgd, adagradNorm, optimisticGd, optimisticAdagrad],
  'Adam and its relatives': [adam, adamw, amsgrad, nadam, radam, yogi, adan, diffgrad, adamp, lion, lamb],
  "Adam's younger relatives": [
    ...[adopt, ademamix, adabelief, laprop, grams, ano, adamc, stableadamw],
    ...[vsgd, ivon, mars],
  ],
  'other rates for every coordinate': [adagrad, rmsprop, adadelta, adafactor],
  'for tasks that change': [upgd, shrinkPerturb],
  'learning from every step': [obgd, adaptiveObgd],
  'made for roll-outs': [adamRel, adamReset],
  'gradients standardised': [miloGroups, miloLayers, novograd, novogradLonepatient, sinkgd, swan],
  'steepest descent in other norms': [muon, normuon, marsM, adamuon, polargrad, scion, uscion, lanton, aro],
  preconditioned: [kron, soap, shampoo, splus, klShampoo, klSoap, sophia, fira, kfac, sven],
  'without a rate, or learning it': [
    ...[scheduleFree, prodigy, dadaptAdam, dadaptSgd, dogGlobal, dogLayers, dowg, cocob, momo, momoAdam],
    ...[hypersgd, mada],
  ],
  'learned, with weights of yours': [...[adafaclo, mulo, velo, celo, celoAdam, celo2, elo, eloCelo2, open]],
};

const wrappers: readonly OptimizerEntry[] = [
  ...[clip, clipUpdate, weightDecayed, schedule, limitGrowth, ghosts, lrSpike, dal, divgrad, divlr, redo],
  ...[cautious, perpgrad, sharpness, adaptiveSharpness],
  ...[marsCorrection, sarah, lookahead, ema, polyak, hyper, trac, mechanic],
  ...[hyperball, relativeUpdate, radialBrake],
  splitting({ resolve: (spec) => optimizers.resolve(spec), memoryOf }),
];

for (const [family, entries] of Object.entries(families)) {
  for (const entry of entries) optimizers.register({ ...entry, family });
}
for (const entry of wrappers) optimizers.register(entry);

/**
 * An optimizer by name: `makeOptimizer('MILO(lr=0.01)')`, `makeOptimizer('CAUTIOUS(ADAMW)')`.
 *
 * Given a list, one spelling a member of the population, the members' hyper-parameters may differ:
 * `makeOptimizer(['ADAM(lr=0.001)', 'ADAM(lr=0.01)'])`.
 *
 * @param parameters what it is going to train, where some of it has widths that are to be made up for.
 * @throws UsageError for an unknown name, an unknown hyper-parameter or one out of range, or where it cannot make up for widths.
 */
export function makeOptimizer(
  spec: string | Call | readonly (string | Call)[],
  parameters: readonly NamedShape[] = [],
): Optimizer {
  const specs: readonly (string | Call)[] = Array.isArray(spec) ? spec : [spec];
  return inOneUpdate(build(resolvedOnce(specs), parameters));
}

/** Members of one spelling share their settings, which is how coefficients are known to be theirs together. */
function resolvedOnce(specs: readonly (string | Call)[]): Resolved<OptimizerEntry>[] {
  const known = new Map<string, Resolved<OptimizerEntry>>();
  return specs.map((spec) => {
    const text = typeof spec === 'string' ? spec : formatCall(spec);
    const resolved = known.get(text) ?? optimizers.resolve(spec);
    known.set(text, resolved);
    return resolved;
  });
}

function build(members: readonly Resolved<OptimizerEntry>[], parameters: readonly NamedShape[]): Optimizer {
  const [first] = members;
  if (first === undefined) throw new UsageError('a population needs at least one optimizer');
  const other = members.find(({ entry }) => entry !== first.entry);
  if (other !== undefined) {
    throw new UsageError(
      `the members of a population share one optimizer, given ${first.entry.name} and ${other.entry.name}`,
    );
  }
  const buildSame = (others: readonly Resolved<OptimizerEntry>[]) => build(others, parameters);
  const inner = first.inner ? buildSame(members.map((member) => member.inner!)) : identity;
  const { entry } = first;
  const made: unknown = entry.create(
    members.map(({ settings }) => settings),
    inner,
    members.map(learningRateOf),
    buildSame,
  );
  checkOptimizer(made, optimizers.called(entry));
  refuseLoss(entry, inner, made);
  const rule = optimizers.isPlugins(entry) ? guardedOptimizer(made, optimizers.called(entry)) : made;
  return madeUpForWidths(rule, first, parameters, optimizers.entries());
}

/** Holds a wrapper that recycles units against what it wraps. @throws UsageError if that cannot forget single weights. */
function refuseUnforgetful({ entry, inner }: Resolved<OptimizerEntry>): void {
  if (entry.recycles !== true || inner === undefined) return;
  const named = unforgetful(inner);
  if (named !== undefined) {
    throw new UsageError(`${entry.name} cannot stand around ${named}: ${whyUnforgetful(entry.name)}`);
  }
}

/** The innermost of these that cannot forget, where the whole cannot. */
function unforgetful(rule: Resolved<OptimizerEntry>): string | undefined {
  if (build([rule], []).forget) return undefined;
  return (rule.inner && unforgetful(rule.inner)) ?? rule.entry.name;
}

const whyUnforgetful = (wrapper: string): string =>
  `it cannot forget what it remembers of single weights, which those of a recycled unit begin without; write ${wrapper}(ADAM)`;

/** That of the innermost optimizer; 1 for a rule that has none, whose steps are what they are. */
function learningRateOf({ inner, settings }: Resolved<OptimizerEntry>): number {
  return inner ? learningRateOf(inner) : Number(settings.lr ?? 1);
}

/**
 * Refuses a rule that trains critics alone, where it would train anything else.
 *
 * @param owner what would be trained by it.
 */
export function refuseValueRules(spec: Call, owner: string): void {
  for (
    let layer: Resolved<OptimizerEntry> | undefined = optimizers.resolve(spec);
    layer;
    layer = layer.inner
  ) {
    if (layer.entry.values !== true) continue;
    throw new UsageError(
      `${layer.entry.name} solves for what a critic is wrong by, and ${owner} would have it train more than a critic; name it with --critic-optimizer, beside another for the policy`,
    );
  }
}

/**
 * Refuses a rule that asks what an agent says of each sample.
 *
 * @param owner what would be trained by it, which is no agent in an environment.
 */
export function refuseAgentRules(spec: Call, owner: string): void {
  for (
    let layer: Resolved<OptimizerEntry> | undefined = optimizers.resolve(spec);
    layer;
    layer = layer.inner
  ) {
    if (layer.entry.recycles === true) {
      throw new UsageError(
        `${layer.entry.name} recycles units of an agent's networks, and ${owner} has no agent in an environment; leave it out`,
      );
    }
    if (layer.entry.samples !== true) continue;
    throw new UsageError(
      `${layer.entry.name} asks how what an agent says of each sample changes with its layers, and ${owner} has no agent in an environment; take another optimizer`,
    );
  }
}

/**
 * Refuses to recycle units where there are none: of networks without hidden layers, or whose hidden layers are normalised.
 *
 * @param parameters of the networks that are trained.
 */
export function refuseIdleRecycling(spec: Call, parameters: readonly NamedShape[]): void {
  const layers = [...layersOf(spec), ...layersOf(asCriticSees(spec))];
  const wrapper = layers.find(({ entry }) => entry.recycles === true);
  if (wrapper === undefined || hiddenUnits(parameters).length > 0) return;
  throw new UsageError(
    `${wrapper.entry.name} recycles units of hidden layers that are not normalised, and the network has none; take --network "mlp(sizes=[64,64])", or leave it out`,
  );
}

/** What the wrappers multiply the learning rate by when a share `progress` of the budget is spent: 1 without any. */
export function learningRateFactor(spec: string | Call): (progress: number) => number {
  const resolved = optimizers.resolve(spec);
  return (progress) => factorOf(resolved, progress);
}

/**
 * Refuses a rule that learns from every step by itself, or a wrapper or a critic's optimizer with such a rule in it.
 *
 * @param owner what would be trained by it, which is not learned step by step.
 */
export function refuseStreaming(spec: Call, owner: string): void {
  for (const { entry } of [...layersOf(spec), ...layersOf(asCriticSees(spec))]) {
    if (entry.streams !== true) continue;
    throw new UsageError(
      `${entry.name} learns from single steps by the critic's error in each, and ${owner} does not; take --agent stream-ac`,
    );
  }
}

/**
 * Refuses a wrapper for policies with softmax where there is none, and as the critic's, which has none.
 *
 * @param owner what would be trained: `ppo`. @param reason why it has no softmax to train; undefined where it has one.
 */
export function refuseWithoutSoftmax(spec: Call, owner: string, reason: string | undefined): void {
  const needs = (rule: Call | undefined): string | undefined =>
    layersOf(rule).find(({ entry }) => entry.softmax === true)?.entry.name;
  const name = needs(spec);
  if (name !== undefined && reason !== undefined) {
    throw new UsageError(`${name} is for the logits of a softmax, and ${owner} ${reason}; leave it out`);
  }
  const critics = needs(criticOf(spec));
  if (critics === undefined) return;
  throw new UsageError(
    `${critics} is for the logits of a softmax, and a critic has none; write it around the actor's optimizer`,
  );
}

/** An optimizer and all wrappers around it, from the outside; nothing of nothing. */
function layersOf(spec: Call | undefined): Resolved<OptimizerEntry>[] {
  const layers: Resolved<OptimizerEntry>[] = [];
  for (let layer = spec && optimizers.resolve(spec); layer; layer = layer.inner) layers.push(layer);
  return layers;
}

/** The wrappers that an optimizer cannot stand in, all by default, with the reason and what to write instead. */
export function refusals(inside: OptimizerEntry): Readonly<Record<string, string>> {
  const settings = inside.settings.parse({});
  const wrappers = optimizers.entries().filter(({ wraps }) => wraps === true);
  return Object.fromEntries(
    wrappers.flatMap((wrapper) => {
      const given = wrapper.settings.safeParse({});
      const reason =
        given.success &&
        (wrapper.recycles === true && !forgetsByDefault(inside)
          ? whyUnforgetful(wrapper.name)
          : refusal({ entry: wrapper, settings: given.data }, { entry: inside, settings }));
      return reason ? [[wrapper.name, reason]] : [];
    }),
  );
}

/** Without a file of weights nothing is made; no rule with weights forgets. */
function forgetsByDefault(entry: OptimizerEntry): boolean {
  return entry.pin === undefined && unforgetful(optimizers.resolve(exampleOf(entry))) === undefined;
}

function factorOf({ entry, settings, inner }: Resolved<OptimizerEntry>, progress: number): number {
  return (entry.learningRateFactor?.(settings, progress) ?? 1) * (inner ? factorOf(inner, progress) : 1);
}

/** Numbers of state that one member with these parameters needs, those of every wrapper included. */
export function stateMemory(spec: string | Call, parameters: readonly NamedShape[]): number {
  return memoryOf(optimizers.resolve(spec), parameters);
}

function memoryOf(
  { entry, settings, inner }: Resolved<OptimizerEntry>,
  parameters: readonly NamedShape[],
): number {
  const numbers = entry.memory(parameters, settings);
  const handedOver = entry.handsOver?.(parameters) ?? parameters;
  if (!(numbers >= 0)) {
    throw new UsageError(
      `memory of ${optimizers.called(entry)} must return a number ≥ 0, given ${showValue(numbers)}`,
    );
  }
  return numbers + (inner ? memoryOf(inner, handedOver) : 0);
}
