import { type Call, isCall, parseCall, type Value } from '../../call-expression.ts';
import { didYouMean } from '../../did-you-mean.ts';
import { UsageError } from '../../errors.ts';
import { groupBy } from '../../group-by.ts';
import type { Registry, RegistryEntry, Resolved } from '../../registry.ts';
import { takesIntegers } from '../../settings.ts';
import { drawTogether } from '../study/draw-together.ts';
import { blaming, mistake, type Origin, type StudyPath } from '../study/origin.ts';
import { countValues, isDistribution, settingValues } from '../study/setting-values.ts';
import type { Named, Sample, Setting } from '../study/study.ts';

/** What the parts of a study are planned with. */
export interface Scope {
  readonly origin: Origin;
  /** The study's `sampling_seed`. */
  readonly samplingSeed: number;
}

/** A name as the user wrote it, the settings beside it, and whether those that are distributions are drawn together. */
export interface TakenApart {
  readonly name: string;
  readonly settings: Readonly<Record<string, Setting>>;
  readonly sample?: Sample | undefined;
}

export function takenApart(named: Named): TakenApart {
  if (typeof named === 'string') return { name: named, settings: {} };
  const { name, sample, ...settings } = named;
  return { name, sample, settings: settings as Readonly<Record<string, Setting>> };
}

/** How many combinations {@link combinations} makes. */
export function countCombinations(named: Named, apart: readonly string[] = []): number {
  const { settings, sample } = takenApart(named);
  const own = Object.entries(settings).filter(([key]) => !apart.includes(key));
  const draws = sample?.random ?? sample?.sobol ?? 1;
  return own.reduce((product, [, setting]) => product * countValues(setting), draws);
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
  const { name, settings, sample } = takenApart(named);
  if (sample !== undefined) {
    return sampledTogether(registry, named, path, { origin, samplingSeed }).flatMap((each) =>
      combinations(registry, each, path, { origin, samplingSeed }, apart),
    );
  }
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

/**
 * What stands beside a name with its distributions drawn together (`sample`): one for each draw, with one value of each. Draws that
 * differ in the learning rate alone are one with several. What is not sampled stays as it is.
 *
 * @throws UsageError where there is nothing to draw, or a distribution says itself how often.
 */
export function sampledTogether<E extends RegistryEntry>(
  registry: Registry<E>,
  named: Named,
  path: StudyPath,
  { origin, samplingSeed }: Scope,
): Named[] {
  const { name, settings, sample } = takenApart(named);
  if (sample === undefined) return [named];
  const at = [...path, 'sample'];
  const bare = blaming(origin, path, () => registry.resolve(parseCall(name)));
  const drawn = Object.entries(settings).flatMap(([key, setting]) => {
    if (!isDistribution(setting)) return [];
    if (setting.samples !== undefined) {
      throw mistake(
        origin,
        [...path, key],
        `${key} says samples, and sample draws all together; drop one of them`,
      );
    }
    const { entry } = blaming(origin, [...path, key], () => ownerOf(bare, key));
    return [
      { key, purpose: [name, key], distribution: setting, integers: takesIntegers(entry.settings, key) },
    ];
  });
  if (drawn.length === 0) {
    throw mistake(origin, at, `sample draws settings that are distributions, and ${name} has none beside it`);
  }
  const draws = blaming(origin, at, () => drawTogether(drawn, sample, samplingSeed)).map((values) =>
    Object.fromEntries(values.map((value, place) => [drawn[place]!.key, value])),
  );
  const alike = groupBy(draws, ({ lr: _, ...others }) => JSON.stringify(others));
  return [...alike.values()].map((own) => {
    const rates = own.flatMap(({ lr }) => (lr === undefined ? [] : [lr]));
    return { name, ...settings, ...own[0]!, ...(rates.length > 1 && { lr: rates }) };
  });
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
