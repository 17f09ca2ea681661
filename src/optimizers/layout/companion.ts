import { z } from 'zod';
import type { NamedShape } from '../../tensors/parameter-layout.ts';
import { countNumbers } from '../entry/memory.ts';
import type { Optimizer } from '../entry/optimizer.ts';
import { common } from '../members/per-member.ts';
import { chain } from '../transforms/chain.ts';
import { learningRate, scaleByLearningRate } from '../transforms/learning-rate.ts';
import { partition } from '../transforms/partition.ts';
import { betas, scaleByAdam } from '../transforms/scale-by-adam.ts';
import { biasCorrection, scaleByUncorrectedAdam } from '../transforms/scale-by-uncorrected-adam.ts';
import { addWeightDecay, weightDecay } from '../transforms/weight-decay.ts';
import { parameterRoles } from './parameter-roles.ts';

/** What a rule for matrices treats beside hidden layers. */
interface Treated {
  readonly inputs: boolean;
  readonly heads: boolean;
  /** false if not given. */
  readonly vectors?: boolean;
}

/** Settings of a rule for matrices that leaves the rest to Adam. */
export interface CompanionSettings extends Treated {
  readonly adam_lr: number;
  readonly adam_betas: readonly [number, number];
  readonly adam_eps: number;
  readonly adam_weight_decay: number;
}

/** The settings of {@link withCompanion}. @param heads whether the rule treats last layers by default, and why. */
export function companionSettings(heads: { readonly byDefault: boolean; readonly origin: string }) {
  return {
    inputs: z
      .boolean()
      .default(true)
      .describe('treat the kernels of first layers; false: leave them to Adam'),
    heads: z
      .boolean()
      .default(heads.byDefault)
      .describe(`treat the kernels of last layers; false: leave them to Adam; default: ${heads.origin}`),
    adam_lr: learningRate(3e-4, "Muon's for the Adam at its side; the schedule acts on this rate too"),
    adam_betas: betas(0.9, 0.95),
    adam_eps: z
      .number()
      .min(0)
      .default(1e-10)
      .describe("added to the root of Adam's second moment; default: Muon's"),
    adam_weight_decay: weightDecay(0, 'decoupled, of what is left to Adam'),
  };
}

/** What treats what a rule for matrices leaves. */
export interface Companion {
  /** In upper case. */
  readonly name: string;
  readonly rule: Optimizer;
}

/**
 * Adam with decoupled decay, as in Muon's repository.
 *
 * @param earlyEps eps is added to the root of the second moment before its bias is corrected.
 */
export function adamCompanion(
  members: readonly CompanionSettings[],
  { earlyEps = false }: { readonly earlyEps?: boolean } = {},
): Companion {
  const adam = members.map((own) => ({
    lr: own.adam_lr,
    betas: own.adam_betas,
    eps: own.adam_eps,
    weight_decay: own.adam_weight_decay,
    correct_bias: true,
  }));
  const rule = earlyEps
    ? chain(
        scaleByUncorrectedAdam(adam),
        scaleByLearningRate(adam, (own, { step }) => own.lr * biasCorrection(own, step)),
        addWeightDecay(adam, (own, at) => -own.lr * at.learningRateScale * own.weight_decay),
      )
    : chain(scaleByAdam(adam), addWeightDecay(adam), scaleByLearningRate(adam));
  return { name: 'ADAM', rule };
}

/**
 * A rule for matrices with another one at its side, Adam by default, which treats vectors and the kernels that the
 * settings leave to it.
 *
 * @param name of the rule, in upper case
 */
export function withCompanion(
  name: string,
  members: readonly CompanionSettings[],
  rule: Optimizer,
  companion: Companion = adamCompanion(members),
): ReturnType<typeof partition> {
  const treated: Treated = {
    inputs: common(members, 'inputs'),
    heads: common(members, 'heads'),
    vectors: common(members, 'vectors') ?? false,
  };
  return partition({ [name]: rule, [companion.name]: companion.rule }, (parameters) =>
    routesOf(parameters, treated, name, companion.name),
  );
}

/**
 * The memory of {@link withCompanion}.
 *
 * @param own that of the rule, of what it treats. @param others that of the companion; Adam's if not given.
 */
export function memoryWithCompanion<Settings extends Treated>(
  own: (parameters: readonly NamedShape[], settings: Settings) => number,
  others: typeof own = (parameters) => 2 * countNumbers(parameters),
): typeof own {
  return (parameters, settings) => {
    const routes = routesOf(parameters, settings, 'own', 'others');
    const of = (route: string) => parameters.filter(({ name }) => routes[name] === route);
    return own(of('own'), settings) + others(of('others'), settings);
  };
}

function routesOf(
  parameters: readonly NamedShape[],
  { inputs, heads, vectors = false }: Treated,
  rule: string,
  companion: string,
): Record<string, string> {
  const treated = { input: inputs, hidden: true, head: heads, vector: vectors };
  return Object.fromEntries(
    Object.entries(parameterRoles(parameters)).map(([name, role]) => [
      name,
      treated[role] ? rule : companion,
    ]),
  );
}
