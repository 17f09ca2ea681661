import { orthogonal } from './initializers.ts';
import type { ParameterSpec } from './network.ts';

/** The parameters of a dense layer: a kernel `[inputs, units]` with orthogonal weights, and a bias of zeros. */
export function orthogonalLayer(name: string, inputs: number, units: number, gain: number): ParameterSpec[] {
  return [
    {
      name: `${name}.kernel`,
      shape: [inputs, units],
      initial: (stream) => orthogonal(inputs, units, gain, stream),
    },
    { name: `${name}.bias`, shape: [1, units], initial: () => new Float64Array(units) },
  ];
}
