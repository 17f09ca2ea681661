import { type Call, formatCall, isCall, parseCall, type Value } from '../../call-expression.ts';
import { didYouMean } from '../../did-you-mean.ts';
import { UsageError } from '../../errors.ts';
import type { Registry, RegistryEntry } from '../../registry.ts';
import { blaming, type StudyPath } from '../study/origin.ts';
import type { Named } from '../study/study.ts';
import { combinations, type Scope, takenApart } from './combinations.ts';

/** An agent of a sweep: what the user named, the overrides over it, and where he did. */
export interface AgentChoice {
  readonly call: Call;
  readonly label: string;
  readonly path: StudyPath;
  /** What trains its critic, where that was written as a setting of the agent: `ppo(critic_optimizer=SVEN)`. */
  readonly critic: Named | undefined;
}

/**
 * The agents that a study names, every combination of their settings.
 *
 * @param named undefined for the environment's own.
 * @param overrides hyper-parameters given as flags; they go over those in the study, grids included.
 * @param agents those that can learn the environment.
 * @throws UsageError
 */
export function agentChoices(
  named: readonly Named[] | undefined,
  usual: string,
  overrides: Readonly<Record<string, Value>>,
  scope: Scope,
  agents: Registry<RegistryEntry>,
): AgentChoice[] {
  return (named ?? [usual]).flatMap((written, index) => {
    const { agent: each, critic } = criticApart(written);
    const path = named === undefined ? [] : ['agents', index];
    const { entry } = blaming(scope.origin, path, () => agents.resolve(takenApart(each).name));
    refuseForeign(entry.name, Object.keys(entry.settings.shape), overrides);
    return combinations(agents, each, path, scope, Object.keys(overrides)).map((given) => {
      const call = { ...given, settings: { ...given.settings, ...overrides } };
      const resolved = blaming(scope.origin, path, () => agents.resolve(call));
      return { call: resolved.call, label: formatCall(resolved.call), path, critic };
    });
  });
}

/** An agent without what is said of its critic's optimizer, which the planner makes of `critic_optimizer` everywhere. */
function criticApart(named: Named): { readonly agent: Named; readonly critic: Named | undefined } {
  const { name, settings, sample } = takenApart(named);
  const call = parseCall(name);
  const { critic_optimizer: within, ...own } = call.settings;
  const { critic_optimizer: beside, ...others } = settings;
  if (within === undefined && beside === undefined) return { agent: named, critic: undefined };
  if (within !== undefined && beside !== undefined) {
    throw new UsageError(`${name} sets critic_optimizer already; drop one of them`);
  }
  const critic = beside ?? within;
  const bare = formatCall({ ...call, settings: own });
  return {
    agent: typeof named === 'string' ? bare : ({ name: bare, ...others, ...(sample && { sample }) } as Named),
    critic: isCall(critic as Value) ? formatCall(critic as Call) : String(critic),
  };
}

function refuseForeign(
  agent: string,
  names: readonly string[],
  overrides: Readonly<Record<string, Value>>,
): void {
  for (const key of Object.keys(overrides)) {
    if (names.includes(key)) continue;
    const flag = `--${key.replaceAll('_', '-')}`;
    throw new UsageError(
      `${agent} has no ${flag}${didYouMean(key, names)} (its settings: ${names.join(', ')})`,
    );
  }
}
