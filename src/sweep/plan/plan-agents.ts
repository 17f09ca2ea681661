import { type Call, formatCall, type Value } from '../../call-expression.ts';
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
  return (named ?? [usual]).flatMap((each, index) => {
    const path = named === undefined ? [] : ['agents', index];
    const { entry } = blaming(scope.origin, path, () => agents.resolve(takenApart(each).name));
    refuseForeign(entry.name, Object.keys(entry.settings.shape), overrides);
    return combinations(agents, each, path, scope, Object.keys(overrides)).map((given) => {
      const call = { ...given, settings: { ...given.settings, ...overrides } };
      const resolved = blaming(scope.origin, path, () => agents.resolve(call));
      return { call: resolved.call, label: formatCall(resolved.call), path };
    });
  });
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
