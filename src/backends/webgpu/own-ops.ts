import { type CallAttrs, opNames } from '../../tensors/op.ts';
import * as tf from '../../tensors/tf.ts';
import {
  polarFactorOnDevice,
  qrOnDevice,
  svdOnDevice,
  symmetricEigenOnDevice,
  symmetricPowerOnDevice,
  triangularInverseOnDevice,
} from './decompositions.ts';
import { layerSumsOnDevice } from './layer-sums.ts';

type DeviceKernel = (inputs: tf.NamedTensorMap, attrs: object) => tf.Tensor[];

const powerOnDevice: DeviceKernel = ({ x }, attrs) => [
  symmetricPowerOnDevice(x!, (attrs as { readonly exponent: number }).exponent),
];

/**
 * Ops of our own whose formulas look at their tensors' numbers, for which one has to wait here, and one whose formula would
 * keep the device busy with hundreds of small programs.
 */
const kernels: Partial<Record<keyof typeof opNames, DeviceKernel>> = {
  [opNames.Qr]: ({ x }) => qrOnDevice(x!),
  [opNames.Svd]: ({ x }) => svdOnDevice(x!),
  [opNames.PolarFactor]: ({ x }) => [polarFactorOnDevice(x!)],
  [opNames.TriangularInverse]: ({ x }) => [triangularInverseOnDevice(x!)],
  [opNames.SymmetricEigen]: ({ x }) => symmetricEigenOnDevice(x!),
  [opNames.SymmetricPower]: powerOnDevice,
  [opNames.SymmetricRoot]: powerOnDevice,
  [opNames.LayerSums]: layerSumsOnDevice,
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
        return tf.tidy(() => kernel(inputs as tf.NamedTensorMap, attrs));
      },
    });
  }
}
