import { type Call, formatValue, isCall, parseValue, type Value } from './call-expression.ts';

/** All settings of a call and of those inside, by name; where something wrapped names one too, the path to it comes before. */
export function settingsIn(call: Call, path = ''): Readonly<Record<string, Value>> {
  const own = Object.entries(call.settings).map(([key, value]) => [`${path}${key}`, value]);
  const inside = call.positional.filter(isCall).map((each) => settingsIn(each, `${path}${each.name}.`));
  return Object.assign(Object.fromEntries(own), ...inside);
}

/** Tells which settings, by their paths as {@link settingsIn} has them, are not the same in all calls. */
export function varyAmong(calls: readonly Call[]): (path: string) => boolean {
  const all = calls.map((call) => settingsIn(call));
  return (path) => new Set(all.map((settings) => JSON.stringify(settings[path]))).size > 1;
}

/** A call with other values. @param of by its path, what a setting is to be; undefined leaves it out. */
export function withSettings(call: Call, of: (path: string, value: Value) => Value | undefined): Call {
  const within = (each: Call, path: string): Call => ({
    name: each.name,
    positional: each.positional.map((value) =>
      isCall(value) ? within(value, `${path}${value.name}.`) : value,
    ),
    settings: Object.fromEntries(
      Object.entries(each.settings).flatMap(([key, value]) => {
        const other = of(`${path}${key}`, value);
        return other === undefined ? [] : [[key, other]];
      }),
    ),
  });
  return within(call, '');
}

/** A label as a call; one that cannot be read is a name. */
export function readLabel(label: string): Call {
  const read = parseValue(label);
  return isCall(read) ? read : { name: label, positional: [], settings: {} };
}

/** What a label says beyond another one, without the names of what is wrapped: of `CLIP(SGD(momentum=0.9))` beyond `CLIP(SGD)` it is `momentum=0.9`. */
export function settingsBeyond(label: string, other: string): string {
  const known = settingsIn(readLabel(other));
  return Object.entries(settingsIn(readLabel(label)))
    .filter(([path]) => !Object.hasOwn(known, path))
    .map(([path, value]) => `${path.split('.').at(-1)}=${formatValue(value)}`)
    .join(', ');
}
