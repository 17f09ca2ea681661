import { type Call, formatCall, nestedCall, parseCall } from '../../call-expression.ts';
import {
  criticOf,
  innermost,
  optimizers,
  splitCall,
  withCritic,
  withInnermost,
} from '../../optimizers/index.ts';
import { settled } from '../../settled.ts';
import { blaming, mistake } from '../study/origin.ts';
import type { Study } from '../study/study.ts';
import { type BorrowedRate, borrowedRate } from './borrowed-rate.ts';
import { combinations, type Scope } from './combinations.ts';
import type { EnvironmentDefaults } from './environment-defaults.ts';
import type { OptimizerChoice } from './plan-optimizers.ts';

/** What trains a critic. */
interface CriticChoice {
  /** As the results name it: with a learning rate where the user gave one. */
  readonly named: Call;
  /** With a learning rate wherever one is known. */
  readonly trained: Call;
  /** As of an {@link OptimizerChoice}. */
  readonly borrowed: readonly BorrowedRate[];
}

/**
 * What a study trains critics with. The function that is returned makes of an optimizer the optimizers of actor and
 * critic apart, one for each of the critic's; it returns the optimizer as it is where neither study nor recipe set any.
 * An optimizer that names its critic's (`SPLIT`) goes before the recipe's.
 *
 * The critic's learning rate is its optimizer's own, else `critic_learning_rate`, else the one that the environment's
 * recipe records for its optimizer, else the default. It stays the same whichever rates are tried for the actor.
 *
 * @param agent its name: a recipe sets the critic's optimizer for one agent, a study for all.
 * @throws UsageError
 */
export function criticChoices(
  study: Pick<Study, 'critic_optimizer' | 'critic_learning_rate'>,
  defaults: Pick<EnvironmentDefaults, 'critics' | 'learning_rates'>,
  agent: string,
  scope: Scope,
): (actor: OptimizerChoice) => readonly OptimizerChoice[] {
  const { origin } = scope;
  const { critic_optimizer: asked, critic_learning_rate: askedRate } = study;
  const recipe = defaults.critics[agent];
  const optimizer = asked ?? recipe?.optimizer;
  const recipeRate = asked === undefined ? recipe?.learning_rate : undefined;
  const isAsked = asked !== undefined || askedRate !== undefined;
  const key = asked === undefined ? 'critic_learning_rate' : 'critic_optimizer';
  const spelled = optimizer === undefined ? undefined : combinations(optimizers, optimizer, [key], scope);
  const recorded = defaults.learning_rates[agent] ?? {};

  /** @param rate recorded for this very critic. */
  const atRecordedRate = (call: Call, rate?: number): Omit<CriticChoice, 'named'> => {
    if (hasRate(call)) return { trained: call, borrowed: [] };
    if (rate !== undefined) return { trained: withRate(call, rate), borrowed: [] };
    const usual = recorded[innermost(call).name];
    const trained = usual === undefined ? call : withRate(call, usual);
    return { trained, borrowed: borrowedRate(optimizers, call, usual) };
  };
  const choiceOf = (call: Call): CriticChoice => {
    if (askedRate === undefined) return { named: call, ...atRecordedRate(call, recipeRate) };
    if (!hasRate(call)) {
      const atAsked = withRate(call, askedRate);
      return { named: atAsked, trained: atAsked, borrowed: [] };
    }
    const flag = origin.spell('critic_learning_rate');
    throw mistake(
      origin,
      [key],
      `${formatCall(call)} and ${flag} both set the critic's learning rate; drop one of them`,
    );
  };
  return (actor) => {
    const label = parseCall(actor.label);
    const written = criticOf(label);
    if (written !== undefined && isAsked) {
      throw mistake(
        origin,
        actor.path,
        `${actor.label} and ${origin.spell(key)} both set what trains the critic; drop one of them`,
      );
    }
    if (written !== undefined) {
      const { trained, borrowed } = atRecordedRate(written);
      const calls = actor.calls.map((call) => settledCall(withCritic(call, trained)));
      return [{ ...actor, calls, borrowed: [...actor.borrowed, ...borrowed] }];
    }
    if (spelled === undefined && askedRate === undefined && recipeRate === undefined) return [actor];
    return (spelled ?? [label]).map((call) =>
      blaming(origin, [key], () => apart(actor, label, choiceOf(call))),
    );
  };
}

function apart(
  actor: OptimizerChoice,
  label: Call,
  { named, trained, borrowed }: CriticChoice,
): OptimizerChoice {
  const around = (call: Call): string =>
    optimizers.resolve(splitCall(call, nestedCall(optimizers.resolve(named).call))).label;
  return {
    ...actor,
    label: around(label),
    ...(actor.scoredAs !== undefined && { scoredAs: around(parseCall(actor.scoredAs)) }),
    calls: actor.calls.map((call) => settledCall(splitCall(call, trained))),
    borrowed: [...actor.borrowed, ...borrowed],
  };
}

function settledCall(call: Call): Call {
  return settled(optimizers.resolve(call));
}

function hasRate(call: Call): boolean {
  return innermost(call).settings.lr !== undefined;
}

function withRate(call: Call, lr: number): Call {
  const heart = innermost(call);
  return withInnermost(call, { ...heart, settings: { ...heart.settings, lr } });
}
