import * as tf from '../../tensors/tf.ts';
import type { SimdBackend } from './backend.ts';
import type { SimdKernel } from './register.ts';

/** Reduces the middle axis of `[outer, n, inner]`. */
type Reduce = (
  backend: SimdBackend,
  out: number,
  x: number,
  outer: number,
  n: number,
  inner: number,
  count: number,
) => void;

/** A run of neighbouring axes that are all reduced, or all kept. */
interface Run {
  length: number;
  readonly reduced: boolean;
}

export const sum = reduction(({ kernels }, out, x, outer, n, inner) =>
  kernels.sum(out, x, outer, n, inner, 1),
);
export const mean = reduction(({ kernels }, out, x, outer, n, inner, count) =>
  kernels.sum(out, x, outer, n, inner, count),
);
export const max = reduction(({ kernels }, out, x, outer, n, inner) =>
  kernels.largest(out, x, outer, n, inner),
);
export const min = reduction(({ kernels }, out, x, outer, n, inner) =>
  kernels.smallest(out, x, outer, n, inner),
);

/**
 * A reduction over any axes. Neighbours count as one; where there are several runs of them, the last goes first, and what
 * it leaves is reduced along the one before.
 */
function reduction(reduce: Reduce): SimdKernel {
  return (backend, { x }, attrs) => {
    const { axis, reductionIndices, keepDims } = attrs as {
      axis?: number | number[];
      reductionIndices?: number | number[];
      keepDims: boolean;
    };
    const axes = tf.util.parseAxisParam((axis ?? reductionIndices)!, x!.shape);
    const shape = keepDims
      ? x!.shape.map((length, i) => (axes.includes(i) ? 1 : length))
      : x!.shape.filter((_, i) => !axes.includes(i));

    const runs = runsOf(x!.shape, axes);
    let current = x!;
    while (true) {
      const last = runs.findLastIndex(({ reduced }) => reduced);
      if (last < 0) break;
      const [run] = runs.splice(last, 1) as [Run];
      const outer = product(runs.slice(0, last));
      const inner = product(runs.slice(last));
      const left = backend.output(runs.some(({ reduced }) => reduced) ? [outer * inner] : shape);
      reduce(backend, backend.address(left), backend.address(current), outer, run.length, inner, run.length);
      if (current !== x) backend.disposeData(current.dataId);
      current = left;
    }
    return current === x ? undefined : current;
  };
}

function runsOf(shape: readonly number[], axes: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (const [axis, length] of shape.entries()) {
    const reduced = axes.includes(axis);
    const before = runs.at(-1);
    if (before?.reduced === reduced) before.length *= length;
    else runs.push({ length, reduced });
  }
  return runs;
}

function product(runs: readonly Run[]): number {
  return runs.reduce((total, { length }) => total * length, 1);
}
