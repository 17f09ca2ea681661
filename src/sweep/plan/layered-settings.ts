import { type Call, isCall, parseCall, type Value } from '../../call-expression.ts';
import { optimizers } from '../../optimizers/index.ts';

/** Wrapped optimizers one by one, from the outermost to the innermost. */
export function layersOf(call: Call): Call[] {
  const [inner] = call.positional;
  if (inner === undefined) return [call];
  return [call, ...layersOf(isCall(inner) ? inner : parseCall(String(inner)))];
}

/**
 * The settings of all layers together. One that several have belongs to the outermost of them, the learning rate to the
 * innermost one.
 *
 * @param call with every setting that is to be found.
 */
export function settingsOf(call: Call): Record<string, Value> {
  const layers = layersOf(call);
  const names = layers.flatMap(({ settings }) => Object.keys(settings));
  return Object.fromEntries(names.map((name) => [name, layers[ownerOf(layers, name)!]!.settings[name]!]));
}

/** The same optimizer with other values of some settings, each in the layer that it belongs to; undefined takes one away. */
export function withSettings(call: Call, settings: Readonly<Record<string, Value | undefined>>): Call {
  const layers = layersOf(call);
  const changed = layers.map((layer, place): Call => {
    const own = Object.entries(settings).filter(([name]) => ownerOf(layers, name) === place);
    const all = Object.entries({ ...layer.settings, ...Object.fromEntries(own) });
    const kept = all.filter((entry): entry is [string, Value] => entry[1] !== undefined);
    return { ...layer, settings: Object.fromEntries(kept) };
  });
  return changed.reduceRight((inner, layer) => ({ ...layer, positional: [inner] }));
}

function ownerOf(layers: readonly Call[], setting: string): number | undefined {
  const owners = [...layers.keys()].filter((place) =>
    Object.hasOwn(optimizers.get(layers[place]!.name).settings.shape, setting),
  );
  return setting === 'lr' ? owners.at(-1) : owners[0];
}
