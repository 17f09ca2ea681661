import type { Call } from '../../call-expression.ts';
import { UsageError } from '../../errors.ts';
import { optimizers } from '../../optimizers/index.ts';
import { type SearchEntry, type SearchRule, searchRules } from '../../search/index.ts';
import { showValue } from '../../show-value.ts';
import type { Player } from '../../training/players.ts';

/**
 * The rules that the players of an agent search by.
 *
 * @param length of the parameters of one. @param owner the agent, as the user knows it.
 * @throws UsageError for a rule that needs gradients, or cannot search among so many parameters.
 */
export function searchRulesOf(players: readonly Player[], length: number, owner: string): SearchRule[] {
  const rules = players.map(({ optimizer }) => {
    refuseGradients(optimizer, owner);
    const { entry, settings } = searchRules.resolve(optimizer);
    return checkedRule(entry, entry.create(settings, length));
  });
  const counts = new Set(rules.map(({ candidates }) => candidates));
  if (counts.size <= 1) return rules;
  throw new UsageError(
    `the members of a population try equally many candidates in a generation, given ${[...counts].join(' and ')}`,
  );
}

/** Numbers of single precision that a rule's state needs. @param length of the parameters. */
export function searchMemory(rule: Call, length: number): number {
  const { entry, settings } = searchRules.resolve(rule);
  const doubles = entry.memory(length, settings);
  if (doubles >= 0) return (doubles * Float64Array.BYTES_PER_ELEMENT) / Float32Array.BYTES_PER_ELEMENT;
  throw new UsageError(
    `memory of ${searchRules.called(entry)} must return a number ≥ 0, given ${showValue(doubles)}`,
  );
}

/** @throws UsageError for an optimizer that steps along gradients. */
export function refuseGradients({ name }: Call, owner: string): void {
  if (searchRules.find(name) !== undefined) return;
  const entry = optimizers.find(name);
  if (entry === undefined) return;
  const names = searchRules.entries().map((each) => each.name);
  throw new UsageError(
    `${entry.name} needs gradients, and ${owner} searches without them; take ${names.slice(0, -1).join(', ')} or ${names.at(-1)}, or another --agent`,
  );
}

/** @throws UsageError for a search rule, where gradients are what is learned from. */
export function refuseSearching({ name }: Call, owner: string): void {
  const entry = optimizers.find(name) === undefined ? searchRules.find(name) : undefined;
  if (entry === undefined) return;
  throw new UsageError(
    `${entry.name} searches without gradients, and ${owner} learns by them; take --agent policy-search, or an optimizer that follows gradients`,
  );
}

/** Types say the same, but not to those who write plugins in JavaScript. */
function checkedRule(entry: SearchEntry, made: SearchRule): SearchRule {
  const called = searchRules.called(entry);
  if (typeof made !== 'object' || made === null) {
    throw new UsageError(`create of ${called} must return a rule, given ${showValue(made)}`);
  }
  for (const key of ['begin', 'ask', 'tell', 'centre', 'report'] as const) {
    if (typeof made[key] === 'function') continue;
    throw new UsageError(`${key} of ${called} must be a function; given ${showValue(made[key])}`);
  }
  const { candidates } = made;
  if (Number.isInteger(candidates) && candidates >= 1) return made;
  throw new UsageError(`candidates of ${called} must be a whole number ≥ 1; given ${showValue(candidates)}`);
}
