import * as tf from '../../tensors/tf.ts';
import type { Kernels } from './kernels.ts';
import { multiply } from './mat-mul.ts';
import type { OwnKernel } from './register.ts';

const bytesPerFloat = 4;

export const finish = { linear: 'finishLinear', tanh: 'finishTanh', relu: 'finishRelu' } as const;
export const slope = { tanh: 'tanhSlope', relu: 'reluSlope' } as const satisfies Record<
  string,
  keyof Kernels
>;

/** `activation(x · kernel + bias)`, member by member, while the product is still in the cache. */
export const dense: OwnKernel = (backend, { x, kernel, bias }, attrs) => {
  const { activation } = attrs as { activation: keyof typeof finish };
  const [members, rows, inputs] = x!.shape as [number, number, number];
  const units = kernel!.shape[2]!;
  const out = backend.output([members, rows, units]);
  const [outAt, biasAt] = [backend.address(out), backend.address(bias!)];
  const sizes = { m: rows, k: inputs, n: units };
  multiply(backend, members, outAt, backend.address(x!), backend.address(kernel!), sizes, {}, (member) => {
    const to = outAt + member * rows * units * bytesPerFloat;
    backend.kernels[finish[activation]](to, biasAt + member * units * bytesPerFloat, rows, units);
  });
  return [out];
};

/** The slopes in kernel and bias, and in x unless that is data. */
export const denseGradient: OwnKernel = (backend, { dy, x, kernel, y }, attrs) => {
  const { activation, inputIsData } = attrs as { activation: keyof typeof finish; inputIsData: boolean };
  const [members, rows, inputs] = x!.shape as [number, number, number];
  const units = kernel!.shape[2]!;
  const [xAt, kernelAt] = [backend.address(x!), backend.address(kernel!)];

  const dz = activation === 'linear' ? undefined : backend.output(dy!.shape);
  const dzAt = backend.address(dz ?? dy!);
  if (dz && activation !== 'linear') {
    const length = tf.util.sizeFromShape(dy!.shape);
    backend.kernels[slope[activation]](dzAt, backend.address(dy!), backend.address(y!), length);
  }
  const ofKernel = backend.output(kernel!.shape);
  const kernelSizes = { m: inputs, k: rows, n: units };
  multiply(backend, members, backend.address(ofKernel), xAt, dzAt, kernelSizes, { transposeA: true });
  const ofBias = backend.output([members, 1, units]);
  backend.kernels.sum(backend.address(ofBias), dzAt, members, rows, units, 1);
  const results = [ofKernel, ofBias];
  if (!inputIsData) {
    const ofInput = backend.output(x!.shape);
    const inputSizes = { m: rows, k: units, n: inputs };
    multiply(backend, members, backend.address(ofInput), dzAt, kernelAt, inputSizes, { transposeB: true });
    results.push(ofInput);
  }
  if (dz) backend.disposeData(dz.dataId);
  return results;
};
