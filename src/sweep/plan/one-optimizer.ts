import { formatCall } from '../../call-expression.ts';
import { UsageError } from '../../errors.ts';
import type { Registry, RegistryEntry } from '../../registry.ts';
import { readLabel, varyAmong, withSettings } from '../../setting-paths.ts';
import { mistake, type Origin } from '../study/origin.ts';
import type { OptimizerChoice } from './plan-optimizers.ts';

/**
 * The choices that one entry of a study makes as settings of one optimizer, among which tuning chooses: each is told the label
 * under which the best of them is scored, that of the entry without the settings that vary. A choice that stands alone has its own.
 *
 * @param choices of one entry. @throws UsageError where that label is no optimizer, since it has to have what varies.
 */
export function asOneOptimizer(
  choices: readonly OptimizerChoice[],
  rules: Registry<RegistryEntry>,
  origin: Origin,
): readonly OptimizerChoice[] {
  const calls = choices.map(({ label }) => readLabel(label));
  const [first] = calls;
  if (first === undefined || new Set(choices.map(({ label }) => label)).size < 2) return choices;
  const varies = varyAmong(calls);
  const bare = withSettings(first, (path, value) => (varies(path) ? undefined : value));
  return choices.map((choice) => ({ ...choice, scoredAs: labelOf(bare, choice.path) }));

  function labelOf(call: typeof bare, path: OptimizerChoice['path']): string {
    try {
      return rules.resolve(call).label;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      throw mistake(
        origin,
        path,
        `choose: settings scores the best of ${choices.length} settings as ${formatCall(call)}, without what varies, and that is no optimizer (${error.message}); write each as an entry of its own`,
      );
    }
  }
}
