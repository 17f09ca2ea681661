import { parseValue, type Value } from '../../call-expression.ts';
import { RandomStream } from '../../random.ts';
import { type Distribution, draw, type Scalar } from './distribution.ts';
import type { Setting } from './study.ts';

export function isDistribution(setting: Setting): setting is Distribution {
  return typeof setting === 'object' && setting !== null && !Array.isArray(setting);
}

/** How many values a setting takes; one of a distribution that does not say how often it is drawn. */
export function countValues(setting: Setting): number {
  if (Array.isArray(setting)) return setting.length;
  return isDistribution(setting) ? (setting.samples ?? 1) : 1;
}

/**
 * The values that a setting takes, in order. Text is read as in parentheses: `none`, `inf`, `SGD(lr=0.1)`.
 *
 * @param seed the study's `sampling_seed`.
 * @param purpose what is drawn: other settings and other optimizers shift nothing.
 * @param integers whether the setting takes whole numbers only, for distributions.
 * @throws UsageError for a distribution that has too few values.
 */
export function settingValues(
  setting: Setting,
  seed: number,
  purpose: readonly string[],
  integers = false,
): Value[] {
  if (Array.isArray(setting))
    return setting.map((each) => (Array.isArray(each) ? each.map(read) : read(each)));
  if (!isDistribution(setting)) return [read(setting)];
  return draw(setting, RandomStream.of(seed, 'study', ...purpose), integers).map(read);
}

function read(value: Scalar): Value {
  return typeof value === 'string' ? parseValue(value) : value;
}
