import { type Call, formatCall, formatValue } from '../../call-expression.ts';
import { innermost, withoutRate } from '../../optimizers/index.ts';
import type { Registry, RegistryEntry } from '../../registry.ts';
import { settled } from '../../settled.ts';

/** A rule that trains at the rate which a recipe records for it with other settings: its own. */
export interface BorrowedRate {
  /** The rule's name: `MUON`. */
  readonly rule: string;
  /** As it is trained, without wrappers: `MUON(momentum=0.5)`. */
  readonly variant: string;
  readonly rate: number;
}

/**
 * None or one: a rule has borrowed its rate if it has one from a recipe, and any of its other settings is not as it is by default.
 *
 * @param call as written, in wrappers or without.
 * @param rate the recipe's; undefined where the rule has none of it.
 */
export function borrowedRate<E extends RegistryEntry>(
  rules: Registry<E>,
  call: Call,
  rate: number | undefined,
): readonly BorrowedRate[] {
  if (rate === undefined) return [];
  const rule = innermost(withoutRate(call));
  const set = Object.keys(rule.settings);
  if (set.length === 0) return [];
  const [own, usual] = [rule, { ...rule, settings: {} }].map((each) => settled(rules.resolve(each)).settings);
  if (set.every((key) => formatValue(own![key]!) === formatValue(usual![key]!))) return [];
  return [{ rule: rule.name, variant: formatCall(rule), rate }];
}
