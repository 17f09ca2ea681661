import * as tf from '../../../tensors/tf.ts';
import type { HeapBackend } from './heap-backend.ts';
import type { HostCall, HostOperand, Place } from './recorded-calls.ts';

/**
 * Makes a recorded call of the host again.
 *
 * @param addressOf where an operand lies now.
 */
export function callAgain(
  backend: HeapBackend,
  { run, inputs, asList, data, attrs, outputs }: HostCall,
  addressOf: (place: Place) => number,
): void {
  tf.tidy(() => {
    const tensors = (operands: Readonly<Record<string, HostOperand>>) =>
      Object.fromEntries(
        Object.entries(operands).map(([name, { place, shape, dtype }]) => {
          const info = backend.output(shape, dtype);
          backend.heap.copyBlock(
            backend.address(info),
            addressOf(place),
            tf.util.sizeFromShape(info.shape),
            dtype,
          );
          return [name, tf.engine().makeTensorFromTensorInfo(info)];
        }),
      );
    const call = Object.keys(data).length === 0 ? attrs : { ...attrs, data: tensors(data) };
    const given = tensors(inputs);
    const made = run({
      inputs: asList ? (Object.values(given) as unknown as tf.NamedTensorInfoMap) : given,
      backend,
      attrs: call as tf.NamedAttrMap,
    });
    for (const [index, info] of [made].flat().entries()) {
      const { place, shape, dtype } = outputs[index]!;
      backend.heap.copyBlock(
        addressOf(place),
        backend.address(info),
        tf.util.sizeFromShape([...shape]),
        dtype,
      );
      if (!(info instanceof tf.Tensor)) backend.disposeData(info.dataId);
    }
  });
}
