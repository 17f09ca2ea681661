import { UsageError } from '../../errors.ts';
import type { Resolved } from '../../registry.ts';
import { showValue } from '../../show-value.ts';
import type { Optimizer, OptimizerEntry, UpdateChange } from './optimizer.ts';

/** An entry with its settings. */
type Chosen = Pick<Resolved<OptimizerEntry>, 'entry' | 'settings'>;

/** Why a rule cannot stand inside of a wrapper, with what to write instead; undefined where it can. */
export function refusal(wrapper: Chosen, inside: Chosen): string | undefined {
  const overlooked =
    wrapper.entry.replacesGradient === true
      ? inside.entry.overlooksGradient?.(wrapper.entry.name, inside.settings)
      : undefined;
  if (overlooked !== undefined) return overlooked;
  const change = changeOf(wrapper);
  if (change === 'nothing') return undefined;
  const asked = (about: UpdateChange) => inside.entry.refuses?.(about, wrapper.entry.name, inside.settings);
  // Who cannot bear a factor cannot bear a negative one.
  const reason = (change === 'reverse' ? asked('scale') : undefined) ?? asked(change);
  if (reason !== undefined || !wrapper.entry.stepsByRate) return reason;
  const { name } = wrapper.entry;
  if (inside.entry.handsOver) {
    return `not all that it trains moves by one learning rate, and ${name} makes steps by it; write ${name}(ADAM) for the actor, and for the critic, within ${inside.entry.name}`;
  }
  // A decay by the learning rate is what rules refuse whose rate is not seen.
  return asked('shift') === undefined
    ? undefined
    : `its learning rate is not seen from outside, and ${name} makes steps by it; write ${name}(ADAM)`;
}

const changes: readonly UpdateChange[] = [
  'nothing',
  'shift',
  'scale',
  'reverse',
  'shorten',
  'place',
  'anything',
];

/** Types say the same, but not to those who write plugins in JavaScript. */
function changeOf({ entry, settings }: Chosen): UpdateChange {
  const change = entry.changes?.(settings) ?? 'anything';
  if (changes.includes(change)) return change;
  throw new UsageError(
    `what ${entry.name} changes of updates must be one of ${changes.join(', ')}; given ${showValue(change)}`,
  );
}

/**
 * Holds a wrapper against all that stands inside of it.
 *
 * @throws UsageError if one of them cannot have its updates changed as the wrapper does, with what to write instead.
 */
export function refuseUnfitPairs(wrapper: Resolved<OptimizerEntry>): void {
  for (let inside = wrapper.inner; inside !== undefined; inside = inside.inner) {
    const reason = refusal(wrapper, inside);
    if (reason !== undefined) {
      throw new UsageError(`${wrapper.entry.name} cannot stand around ${inside.entry.name}: ${reason}`);
    }
  }
}

/**
 * Holds a wrapped rule against the rule by itself.
 *
 * @throws UsageError if the wrapper has dropped what decides how parameters move, which of them are evaluated, or what is reported.
 */
export function refuseLoss({ name, wraps }: OptimizerEntry, inner: Optimizer, wrapped: Optimizer): void {
  const lost = (['takeStep', 'evaluationParams', 'report'] as const).find(
    (key) => inner[key] && !wrapped[key],
  );
  if (wraps !== true || lost === undefined) return;
  throw new UsageError(
    `${name} does not hand on ${lost} of what it wraps; make it with chain, { ...inner, update } or handOn(inner)`,
  );
}

/** A rule whose updates are those of the parameters: what it makes, and takes, in one. */
export function inOneUpdate({ takeStep, ...rule }: Optimizer): Optimizer {
  if (!takeStep) return rule;
  return {
    ...rule,
    update(gradients, state, params, context) {
      const made = rule.update(gradients, state, params, context);
      return takeStep(made.updates, made.state, params, context);
    },
  };
}
