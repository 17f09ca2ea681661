import { z } from 'zod';
import type { NamedShape } from '../../tensors/parameter-layout.ts';
import { countNumbers } from '../entry/memory.ts';
import type { Optimizer } from '../entry/optimizer.ts';
import { common } from '../members/per-member.ts';
import { chain } from '../transforms/chain.ts';
import { learningRate, scaleByLearningRate } from '../transforms/learning-rate.ts';
import { partition } from '../transforms/partition.ts';
import { betas, scaleByAdam } from '../transforms/scale-by-adam.ts';
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

/**
 * A rule for matrices with Adam at its side, which treats vectors and the kernels that the settings leave to it, with
 * decoupled decay, as the Adam in Muon's repository does.
 *
 * @param name of the rule, in upper case
 */
export function withCompanion(
  name: string,
  members: readonly CompanionSettings[],
  rule: Optimizer,
): ReturnType<typeof partition> {
  const adam = members.map((own) => ({
    lr: own.adam_lr,
    betas: own.adam_betas,
    eps: own.adam_eps,
    weight_decay: own.adam_weight_decay,
  }));
  const treated: Treated = {
    inputs: common(members, 'inputs'),
    heads: common(members, 'heads'),
    vectors: common(members, 'vectors') ?? false,
  };
  return partition(
    { [name]: rule, ADAM: chain(scaleByAdam(adam), addWeightDecay(adam), scaleByLearningRate(adam)) },
    (parameters) => routesOf(parameters, treated, name),
  );
}

/** The memory of {@link withCompanion}. @param own that of the rule, of what it treats. */
export function memoryWithCompanion<Settings extends Treated>(
  own: (parameters: readonly NamedShape[], settings: Settings) => number,
): (parameters: readonly NamedShape[], settings: Settings) => number {
  return (parameters, settings) => {
    const routes = routesOf(parameters, settings, 'own');
    const of = (route: string) => parameters.filter(({ name }) => routes[name] === route);
    return own(of('own'), settings) + 2 * countNumbers(of('ADAM'));
  };
}

function routesOf(
  parameters: readonly NamedShape[],
  { inputs, heads, vectors = false }: Treated,
  rule: string,
): Record<string, string> {
  const treated = { input: inputs, hidden: true, head: heads, vector: vectors };
  return Object.fromEntries(
    Object.entries(parameterRoles(parameters)).map(([name, role]) => [name, treated[role] ? rule : 'ADAM']),
  );
}
