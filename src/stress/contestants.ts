import { UsageError } from '../errors.ts';
import { atRates, type OptimizerAtRates } from '../optimizers/at-rates.ts';
import {
  criticOf,
  optimizers,
  refuseAgentRules,
  refuseStreaming,
  refuseValueRules,
  refuseWithoutSoftmax,
  standsAlone,
} from '../optimizers/index.ts';
import { ratesFor } from './stress-settings.ts';

/**
 * The optimizers that are named, each with its learning rates; without names all that stand alone.
 *
 * @param tell told in one line who is left out where none is named.
 * @throws UsageError for what there is not, what is named twice, and what needs an agent.
 */
export function contestants(specs: readonly string[], tell: (line: string) => void): OptimizerAtRates[] {
  if (specs.length === 0) {
    const all = optimizers.entries();
    const names = (of: typeof all) => of.map(({ name }) => name).join(', ');
    const agents = names(
      all.filter((entry) => entry.streams === true || entry.values === true || entry.samples === true),
    );
    const weights = names(all.filter(({ pin }) => pin !== undefined));
    tell(
      `left out: ${agents}, which need an agent; ${weights}, which need weights; wrappers: name "CLIP(ADAM)"`,
    );
  }
  const named =
    specs.length > 0
      ? specs
      : optimizers
          .entries()
          .filter((entry) => standsAlone(entry) && entry.wraps !== true)
          .map(({ name }) => name);
  const found = named.map((spec) => atRates(spec, ratesFor, { companions: true }));
  const labels = found.map(({ label }) => label);
  const twice = labels.find((label, index) => labels.indexOf(label) < index);
  if (twice !== undefined) throw new UsageError(`stress is to try ${twice} twice; name it once`);
  for (const { label, calls } of found) {
    refuseStreaming(calls[0]!, 'a small problem');
    refuseWithoutSoftmax(calls[0]!, 'a small problem', 'has none');
    refuseValueRules(calls[0]!, 'a small problem');
    refuseAgentRules(calls[0]!, 'a small problem');
    if (criticOf(calls[0]!) === undefined) continue;
    throw new UsageError(
      `${label} is for an actor and a critic, and small problems have neither; ask for the actor's alone`,
    );
  }
  return found;
}
