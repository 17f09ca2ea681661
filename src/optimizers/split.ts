import { z } from 'zod';
import { type Call, isCall, nestedCall, parseCall, type Value } from '../call-expression.ts';
import { UsageError } from '../errors.ts';
import type { Resolved } from '../registry.ts';
import { settled } from '../settled.ts';
import type { NamedShape } from '../tensors/parameter-layout.ts';
import type { TensorTree } from '../tensors/tree.ts';
import {
  defineWrapper,
  type Optimizer,
  type OptimizerEntry,
  type Params,
  type PerMember,
  type StepContext,
} from './entry/optimizer.ts';
import { isCritics } from './layout/parameter-roles.ts';
import { withNumbers } from './members/step-numbers.ts';
import { partition } from './transforms/partition.ts';

const name = 'SPLIT';

type Rule = Resolved<OptimizerEntry>;

/** What the entry needs of the registry that it is in, to make the critic's optimizer. */
export interface RegistryOfRules {
  resolve(spec: string | Call): Rule;
  memoryOf(rule: Rule, parameters: readonly NamedShape[]): number;
}

/**
 * Trains the critic's network with one optimizer and everything else (the actor's network and what its distribution
 * learns) with another, the one that it wraps. Each sees its own gradients and parameters alone. Where one of them asks
 * for a gradient at other parameters, the other's stay where they are. Wrappers around it see both together; the agent
 * clips the gradient of both together before.
 *
 * State: that of both optimizers, each for its own parameters.
 */
export function splitting({ resolve, memoryOf }: RegistryOfRules): OptimizerEntry {
  const critic = z
    .custom<string | Call>(
      (value) => typeof value === 'string' || isCall(value as Value),
      'is not the name of an optimizer',
    )
    .meta({ type: 'optimizer' })
    .transform((value, context): Call => {
      try {
        const rule = resolve(value);
        if (!layersOf(rule).some(({ entry }) => entry.name === name)) return settled(rule);
        context.addIssue({
          code: 'custom',
          message: `cannot be split once more; name an optimizer for the critic`,
        });
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        context.addIssue({ code: 'custom', message: `is not understood: ${error.message}` });
      }
      return z.NEVER;
    })
    .prefault('ADAM')
    .describe('the optimizer of the critic, with settings of its own: "ADAM(lr=1e-3)"');
  return defineWrapper({
    name,
    summary: 'one optimizer for the actor, another for the critic',
    source: 'OpenAI Spinning Up, ppo.py (2018): pi_lr and vf_lr',
    equation: [
      'actor and what belongs to no network: θ ← θ + Δ of the rule inside',
      'critic:                               θ ← θ + Δ of the rule `critic`',
    ],
    settings: z.object({ critic }),
    memory: (parameters, { critic }) => memoryOf(resolve(critic), partsOf(parameters).critic),
    handsOver: (parameters) => partsOf(parameters).actor,
    changes: () => 'nothing',
    overlooksGradient(wrapper, { critic }) {
      const rules = layersOf(resolve(critic));
      const { entry, settings } =
        rules.find(({ entry, settings }) => entry.overlooksGradient?.(wrapper, settings)) ?? {};
      return (
        entry &&
        `the critic's ${entry.name} cannot stand in it: ${entry.overlooksGradient!(wrapper, settings!)}`
      );
    },
    refuses(change, wrapper, { critic }) {
      if (change === 'shift') {
        return `what ${wrapper} takes off goes by the actor's learning rate, and the critic has its own; write ${wrapper}(ADAM) for the actor, and for the critic, within SPLIT`;
      }
      for (const { entry, settings } of layersOf(resolve(critic))) {
        const reason = entry.refuses?.(change, wrapper, settings);
        if (reason !== undefined) return `the critic's ${entry.name} cannot stand in it: ${reason}`;
      }
      return undefined;
    },
    create(members, inner, _learningRates, build) {
      const critic = build(members.map(({ critic }) => resolve(critic)));
      const rules = { actor: withPartScale('actor', inner), critic: withPartScale('critic', critic) };
      return { ...partition(rules, routes), routes: (parameters) => routesWithin(rules, parameters) };
    },
  });
}

/** Moves the actor's network, and what its distribution learns, by a rule of its own; the optimizer trains the critic alone. */
export function criticAlone(actor: Optimizer, optimizer: Optimizer): Optimizer {
  return partition({ actor, critic: withPartScale('critic', optimizer) }, routes);
}

/** An optimizer whose critic is trained by another. @param critic bare names may be words: `ADAM`. */
export function splitCall(actor: Call, critic: Value): Call {
  return { name, positional: [actor], settings: { critic } };
}

/** The optimizer of the critic, where it is not the actor's too. @param call as written, or with all settings. */
export function criticOf({ name: own, positional: [inner], settings }: Call): Call | undefined {
  if (own.toUpperCase() === name) return callOf(settings.critic ?? 'ADAM');
  return inner === undefined ? undefined : criticOf(callOf(inner));
}

/** What trains the critic, in the wrappers that stand around both optimizers; undefined where one trains both. */
export function asCriticSees(call: Call): Call | undefined {
  const [inner] = call.positional;
  if (call.name.toUpperCase() === name) return criticOf(call);
  const within = inner === undefined ? undefined : asCriticSees(callOf(inner));
  return within && { ...call, positional: [nestedCall(within)] };
}

/** The same with another optimizer for the critic, where there is one. */
export function withCritic(call: Call, critic: Call): Call {
  const [inner] = call.positional;
  if (call.name.toUpperCase() === name) return { ...call, settings: { ...call.settings, critic } };
  return inner === undefined ? call : { ...call, positional: [withCritic(callOf(inner), critic)] };
}

/**
 * @param parameters what is going to be trained. @param owner whose they are, for the message.
 * @throws UsageError where a critic's optimizer would have nothing to train.
 */
export function refuseCriticless(rule: Call, parameters: readonly NamedShape[], owner: string): void {
  if (criticOf(rule) === undefined || parameters.some((each) => isCritics(each.name))) return;
  throw new UsageError(
    `${owner} has no critic, or none as it is set, that an optimizer of its own could train; leave that out`,
  );
}

/** @param owner what moves its policy itself. @throws UsageError where a critic's optimizer is named beside an actor's. */
export function refuseSplit(rule: Call, owner: string): void {
  if (criticOf(rule) === undefined) return;
  throw new UsageError(
    `${owner} moves the policy itself, and what it is given trains the critic; name one optimizer, without one for the critic`,
  );
}

/** @throws UsageError for what is split twice. */
export function refuseSecondSplit({ entry, inner }: Rule): void {
  if (entry.name !== name || inner === undefined) return;
  if (layersOf(inner).every((each) => each.entry.name !== name)) return;
  throw new UsageError(
    `${name} cannot stand around ${name}: the critic's optimizer would be named twice; write one of them`,
  );
}

function routes(parameters: readonly NamedShape[]): Record<string, 'actor' | 'critic'> {
  return Object.fromEntries(parameters.map((each) => [each.name, isCritics(each.name) ? 'critic' : 'actor']));
}

function partsOf(parameters: readonly NamedShape[]) {
  return {
    actor: parameters.filter((each) => !isCritics(each.name)),
    critic: parameters.filter((each) => isCritics(each.name)),
  };
}

/** `critic's optimizer`; `critic's MUON` and `critic's ADAM` where a rule treats parameters differently itself. */
function routesWithin(
  rules: Readonly<Record<'actor' | 'critic', Optimizer>>,
  parameters: readonly NamedShape[],
): Record<string, string> {
  const parts = partsOf(parameters);
  const within = {
    actor: rules.actor.routes?.(parts.actor) ?? {},
    critic: rules.critic.routes?.(parts.critic) ?? {},
  };
  return Object.fromEntries(
    Object.entries(routes(parameters)).map(([name, part]) => [
      name,
      `${part}'s ${within[part][name] ?? 'optimizer'}`,
    ]),
  );
}

function layersOf(rule: Rule): Rule[] {
  return rule.inner ? [rule, ...layersOf(rule.inner)] : [rule];
}

function callOf(value: Value): Call {
  return isCall(value) ? value : parseCall(String(value));
}

/** The optimizer of one part, whose learning rate has a factor of its own. */
function withPartScale(part: 'actor' | 'critic', rule: Optimizer): Optimizer {
  const contextOf = (step: StepContext): StepContext =>
    withNumbers(step, ({ learningRateScale = 1, partLearningRateScales: scales }) =>
      scales ? { learningRateScale: product(learningRateScale, scales[part]) } : {},
    );
  const { takeStep } = rule;
  return {
    ...rule,
    update: (gradients, state, params, step) => rule.update(gradients, state, params, contextOf(step)),
    ...(takeStep && {
      takeStep: (steps: Params, state: TensorTree, params: Params, step: StepContext) =>
        takeStep(steps, state, params, contextOf(step)),
    }),
  };
}

function product(a: PerMember, b: PerMember): PerMember {
  if (typeof a === 'number') return typeof b === 'number' ? a * b : b.map((each) => a * each);
  return a.map((each, member) => each * (typeof b === 'number' ? b : b[member]!));
}
