/** What counts as one layer: every tensor by itself, or tensors whose names agree up to the last dot. */
export type LayerMapping = 'tensor' | 'layer';

/** The names of the tensors of each layer, layers in the order in which their first tensor appears. */
export function layersOf(names: readonly string[], mapping: LayerMapping): readonly (readonly string[])[] {
  if (mapping === 'tensor') return names.map((name) => [name]);
  const layers = new Map<string, string[]>();
  for (const name of names) {
    const layer = name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : name;
    layers.set(layer, [...(layers.get(layer) ?? []), name]);
  }
  return [...layers.values()];
}
