import * as tf from '../../tensors/tf.ts';
import { finish, slope } from './dense.ts';
import type { OwnKernel } from './register.ts';

const bytesPerFloat = 4;

interface Attrs {
  readonly activation: keyof typeof finish;
  readonly epsilon: number;
}

/** Rows normalised, scaled and moved, then the activation, member by member. */
export const layerNorm: OwnKernel = (backend, { x, scale, offset }, attrs) => {
  const { activation, epsilon } = attrs as unknown as Attrs;
  const [members, rows, units] = x!.shape as [number, number, number];
  const out = backend.output(x!.shape);
  for (let member = 0; member < members; member++) {
    const vector = member * units * bytesPerFloat;
    const [to, from] = [out, x!].map((each) => backend.address(each) + rows * vector) as [number, number];
    backend.kernels.normalizeRows(to, from, backend.address(scale!) + vector, rows, units, epsilon);
    backend.kernels[finish[activation]](to, backend.address(offset!) + vector, rows, units);
  }
  return [out];
};

/** The slopes in x, scale and offset. */
export const layerNormGradient: OwnKernel = (backend, { dy, x, scale, y }, attrs) => {
  const { activation, epsilon } = attrs as unknown as Attrs;
  const [members, rows, units] = x!.shape as [number, number, number];
  const dz = activation === 'linear' ? undefined : backend.output(dy!.shape);
  const dzAt = backend.address(dz ?? dy!);
  if (dz && activation !== 'linear') {
    const length = tf.util.sizeFromShape(dy!.shape);
    backend.kernels[slope[activation]](dzAt, backend.address(dy!), backend.address(y!), length);
  }
  const [ofInput, along] = [backend.output(x!.shape), backend.output(x!.shape)];
  for (let member = 0; member < members; member++) {
    const vector = member * units * bytesPerFloat;
    backend.kernels.normalizeRowsSlopes(
      backend.address(ofInput) + rows * vector,
      backend.address(along) + rows * vector,
      dzAt + rows * vector,
      backend.address(x!) + rows * vector,
      backend.address(scale!) + vector,
      rows,
      units,
      epsilon,
    );
  }
  const [ofScale, ofOffset] = [along, dz ?? dy!].map((terms) => {
    const total = backend.output([members, 1, units]);
    backend.kernels.sum(backend.address(total), backend.address(terms), members, rows, units, 1);
    return total;
  });
  backend.disposeData(along.dataId);
  if (dz) backend.disposeData(dz.dataId);
  return [ofInput, ofScale!, ofOffset!];
};
