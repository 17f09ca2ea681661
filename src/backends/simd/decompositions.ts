import type { SimdBackend } from './backend.ts';
import { doublesBytes } from './doubles-bytes.ts';
import type { OwnKernel } from './register.ts';

const bytesPerFloat = 4;

function withRoom({ heap }: SimdBackend, bytes: number, use: (room: number) => void): void {
  const room = heap.allocate(bytes);
  use(room);
  heap.free(room, bytes);
}

/** Eigenvalues and eigenvectors, `[P, n, n]` → `[P, 1, n]` and `[P, n, n]`. */
export const symmetricEigen: OwnKernel = (backend, { x }) => {
  const [members, n] = x!.shape as [number, number, number];
  const [values, vectors] = [backend.output([members, 1, n]), backend.output(x!.shape)];
  const [toValues, toVectors, from] = [values, vectors, x!].map((each) => backend.address(each)) as Addresses;
  withRoom(backend, doublesBytes(2 * n + 4, n), (room) => {
    for (let member = 0; member < members; member++) {
      const at = member * n * bytesPerFloat;
      backend.kernels.symmetricEigen(toValues + at, toVectors + at * n, from + at * n, room, n);
    }
  });
  return [values, vectors];
};

/** 1, ½, ¼, … or −1, −½, −¼, … as a power, `[P, n, n]` → the same. */
export const symmetricRoot: OwnKernel = (backend, { x }, attrs) => {
  const { roots, inverse } = attrs as unknown as { readonly roots: number; readonly inverse: boolean };
  const [members, n] = x!.shape as [number, number, number];
  const out = backend.output(x!.shape);
  const [to, from] = [backend.address(out), backend.address(x!)];
  withRoom(backend, doublesBytes(2 * n + 4, n), (room) => {
    for (let member = 0; member < members; member++) {
      const at = member * n * n * bytesPerFloat;
      backend.kernels.symmetricRoot(to + at, from + at, room, n, roots, inverse);
    }
  });
  return [out];
};

/** q `[P, m, k]` and r `[P, k, n]` of `[P, m, n]`. */
export const qr: OwnKernel = (backend, { x }) => {
  const [members, m, n] = x!.shape as [number, number, number];
  const k = Math.min(m, n);
  const [q, r] = [backend.output([members, m, k]), backend.output([members, k, n])];
  const [toQ, toR, from] = [q, r, x!].map((each) => backend.address(each)) as Addresses;
  withRoom(backend, doublesBytes(2 * m + 3, n), (room) => {
    for (let member = 0; member < members; member++) {
      const at = member * bytesPerFloat;
      backend.kernels.qr(toQ + at * m * k, toR + at * k * n, from + at * m * n, room, m, n);
    }
  });
  return [q, r];
};

type Addresses = [number, number, number];
