import { parameterRoles } from '../../optimizers/layout/parameter-roles.ts';
import type { RandomStream } from '../../random.ts';
import type { ParameterLayout } from '../../tensors/parameter-layout.ts';

/**
 * A random direction in which a step of 1 changes every filter by as much as the filter is long, so that maps of networks
 * whose weights are of different sizes can be compared (Li et al. 2018, Visualizing the Loss Landscape of Neural Nets,
 * section 4).
 *
 * A filter is what feeds one unit: a column of a kernel `[inputs, units]`, the heads' among them. Its numbers are drawn from
 * a normal distribution and scaled to the norm that the filter has in `parameters`. Biases, the scales and offsets of layer
 * norm and a Gaussian policy's deviations stay where they are, as biases and batch norm do with Li et al.
 */
export function filterNormalizedDirection(
  layout: ParameterLayout,
  parameters: ArrayLike<number>,
  stream: Pick<RandomStream, 'normal'>,
): Float64Array {
  const direction = new Float64Array(layout.length);
  const roles = parameterRoles(layout.names.map((name, leaf) => ({ name, shape: layout.shapes[leaf]! })));
  for (const [leaf, name] of layout.names.entries()) {
    if (roles[name] === 'vector') continue;
    const from = layout.offsets[leaf]!;
    const [inputs, units] = layout.shapes[leaf]!;
    for (let index = 0; index < inputs * units; index++) direction[from + index] = stream.normal();
    for (let unit = 0; unit < units; unit++) {
      const scale =
        filterNorm(parameters, from + unit, inputs, units) /
        filterNorm(direction, from + unit, inputs, units);
      for (let input = 0; input < inputs; input++) direction[from + unit + input * units]! *= scale;
    }
  }
  return direction;
}

/** @param first the place of the filter's first weight; the next ones are `units` apart. */
function filterNorm(values: ArrayLike<number>, first: number, inputs: number, units: number): number {
  let squares = 0;
  for (let input = 0; input < inputs; input++) squares += values[first + input * units]! ** 2;
  return Math.sqrt(squares);
}
