import { type CallAttrs, opNames } from '../../tensors/op.ts';
import * as tf from '../../tensors/tf.ts';
import { qrOnDevice, svdOnDevice, symmetricEigenOnDevice, symmetricPowerOnDevice } from './decompositions.ts';

/** Ops of our own whose formulas look at their tensors' numbers, for which one has to wait here. */
const kernels: Partial<Record<keyof typeof opNames, (x: tf.Tensor, attrs: object) => tf.Tensor[]>> = {
  [opNames.Qr]: qrOnDevice,
  [opNames.Svd]: svdOnDevice,
  [opNames.SymmetricEigen]: symmetricEigenOnDevice,
  [opNames.SymmetricPower]: (x, attrs) => [
    symmetricPowerOnDevice(x, (attrs as { readonly exponent: number }).exponent),
  ],
};

/** Registers what has to be computed in another way than by the formula. */
export function registerOwnOps(): void {
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    if (tf.getKernel(kernelName, 'webgpu')) continue;
    tf.registerKernel({
      kernelName,
      backendName: 'webgpu',
      kernelFunc({ inputs, attrs: call }) {
        const { attrs } = call as unknown as CallAttrs;
        return tf.tidy(() => kernel(inputs.x as tf.Tensor, attrs));
      },
    });
  }
}
