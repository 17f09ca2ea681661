type Shape = readonly number[];

/** The axes of a loop nest over elements: how long each is, and how far each operand moves along it. */
export interface Axes {
  readonly lengths: number[];
  /** Operand → axis → elements. */
  readonly strides: number[][];
}

/** Strides of a tensor that lies without gaps. */
export function denseStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** Strides of a tensor that lies without gaps and is broadcast to `shape`: 0 along the axes that it repeats on. */
export function broadcastStrides(own: Shape, shape: Shape): number[] {
  const strides = denseStrides(own);
  const missing = shape.length - own.length;
  return shape.map((_, axis) => (axis < missing || own[axis - missing] === 1 ? 0 : strides[axis - missing]!));
}

/**
 * The same elements in the same order with the fewest axes: those of length 1 go, and neighbours that every operand walks
 * through in one go become one. At least `atLeast` axes are left, the first ones of length 1 if need be.
 */
export function mergeAxes(shape: Shape, strides: readonly Shape[], atLeast: number): Axes {
  const lengths: number[] = [];
  const merged: number[][] = strides.map(() => []);
  // From the innermost outwards; turned round at the end.
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis]!;
    if (length === 1) continue;
    const inner = lengths.length - 1;
    const joins = inner >= 0 && strides.every((own, i) => own[axis] === merged[i]![inner]! * lengths[inner]!);
    if (joins) {
      lengths[inner]! *= length;
      continue;
    }
    lengths.push(length);
    for (const [i, own] of strides.entries()) merged[i]!.push(own[axis]!);
  }
  // A lone element is an axis of stride 1, like any other row.
  if (lengths.length === 0) {
    lengths.push(1);
    for (const own of merged) own.push(1);
  }
  while (lengths.length < atLeast) {
    lengths.push(1);
    for (const own of merged) own.push(0);
  }
  lengths.reverse();
  for (const own of merged) own.reverse();
  return { lengths, strides: merged };
}

/** Calls `visit` with where each operand begins, in elements, for every step along all axes but the last `inner`. */
export function eachBlock(
  { lengths, strides }: Axes,
  inner: number,
  visit: (starts: number[]) => void,
): void {
  const starts = strides.map(() => 0);
  const walk = (axis: number): void => {
    if (axis >= lengths.length - inner) {
      visit(starts);
      return;
    }
    for (let step = 0; step < lengths[axis]!; step++) {
      walk(axis + 1);
      for (const [i, own] of strides.entries()) starts[i]! += own[axis]!;
    }
    for (const [i, own] of strides.entries()) starts[i]! -= own[axis]! * lengths[axis]!;
  };
  walk(0);
}
