import { type Call, isCall, parseCall, type Value } from '../../call-expression.ts';
import { didYouMean } from '../../did-you-mean.ts';
import { UsageError } from '../../errors.ts';
import type { Registry, RegistryEntry, Resolved } from '../../registry.ts';
import { takesIntegers } from '../../settings.ts';
import { blaming, type Origin, type StudyPath } from '../study/origin.ts';
import { countValues, settingValues } from '../study/setting-values.ts';
import type { Named, Setting } from '../study/study.ts';

/** What the parts of a study are planned with. */
export interface Scope {
  readonly origin: Origin;
  /** The study's `sampling_seed`. */
  readonly samplingSeed: number;
}

/** A name as the user wrote it, and the settings beside it. */
export function takenApart(named: Named): { name: string; settings: Readonly<Record<string, Setting>> } {
  if (typeof named === 'string') return { name: named, settings: {} };
  const { name, ...settings } = named;
  return { name, settings: settings as Readonly<Record<string, Setting>> };
}

/** How many combinations {@link combinations} makes. */
export function countCombinations(named: Named, apart: readonly string[] = []): number {
  const settings = Object.entries(takenApart(named).settings).filter(([key]) => !apart.includes(key));
  return settings.reduce((product, [, setting]) => product * countValues(setting), 1);
}

/**
 * Every combination of the settings that stand beside a name, the last one changing fastest, each as the user might have
 * spelled it. A setting belongs to the outermost of wrapped entries that has one of its name.
 *
 * @param path where the name stands in the study.
 * @param apart settings that are no part of it.
 * @throws UsageError for an unknown name or setting and for a value that is out of range.
 */
export function combinations<E extends RegistryEntry>(
  registry: Registry<E>,
  named: Named,
  path: StudyPath,
  { origin, samplingSeed }: Scope,
  apart: readonly string[] = [],
): Call[] {
  const { name, settings } = takenApart(named);
  const bare = blaming(origin, path, () => registry.resolve(parseCall(name)));
  let calls: Call[] = [bare.call];
  for (const [key, setting] of Object.entries(settings)) {
    if (apart.includes(key)) continue;
    const at = [...path, key];
    const { entry } = blaming(origin, at, () => ownerOf(bare, key));
    const integers = takesIntegers(entry.settings, key);
    const values = blaming(origin, at, () => settingValues(setting, samplingSeed, [name, key], integers));
    for (const [index, value] of values.entries()) {
      // Whether settings go together is seen when all are there; that each is in range can be said where it stands.
      if (entry.settings.shape[key]!.safeParse(value).success) continue;
      const place = Array.isArray(setting) ? [...at, index] : at;
      blaming(origin, place, () => registry.resolve(withSetting(registry, bare.call, key, value)));
    }
    calls = calls.flatMap((call) => values.map((value) => withSetting(registry, call, key, value)));
  }
  return calls.map((call) => blaming(origin, path, () => registry.resolve(call).call));
}

/** The outermost entry with such a setting. */
function ownerOf<E extends RegistryEntry>(outermost: Resolved<E>, key: string): Resolved<E> {
  const chain: Resolved<E>[] = [];
  for (let each: Resolved<E> | undefined = outermost; each; each = each.inner) chain.push(each);
  const owner = chain.find(({ entry }) => Object.hasOwn(entry.settings.shape, key));
  if (owner === undefined) {
    const names = chain.flatMap(({ entry }) => Object.keys(entry.settings.shape));
    const valid = names.length === 0 ? 'it takes none' : `valid: ${names.join(', ')}`;
    throw new UsageError(`${outermost.label} has no setting "${key}"${didYouMean(key, names)} (${valid})`);
  }
  if (Object.hasOwn(owner.call.settings, key)) {
    throw new UsageError(`${outermost.label} sets ${key} already; drop one of them`);
  }
  return owner;
}

function withSetting<E extends RegistryEntry>(
  registry: Registry<E>,
  call: Call,
  key: string,
  value: Value,
): Call {
  if (Object.hasOwn(registry.get(call.name).settings.shape, key)) {
    return { ...call, settings: { ...call.settings, [key]: value } };
  }
  const [inner] = call.positional;
  const within = isCall(inner!) ? inner : parseCall(String(inner));
  return { ...call, positional: [withSetting(registry, within, key, value)] };
}
