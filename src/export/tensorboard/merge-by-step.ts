/** Merges series that are in the order of their steps into one that is; of equal steps the earlier series goes first. */
export function* mergeByStep<T extends { readonly step: number }>(
  series: readonly Iterable<T>[],
): Generator<T> {
  const iterators = series.map((each) => each[Symbol.iterator]());
  try {
    const heads = iterators.map((iterator) => iterator.next());
    for (;;) {
      const steps = heads.map((head) => (head.done ? Number.POSITIVE_INFINITY : head.value.step));
      const first = steps.indexOf(Math.min(...steps));
      const head = heads[first];
      if (head === undefined || head.done) return;
      yield head.value;
      heads[first] = iterators[first]!.next();
    }
  } finally {
    for (const iterator of iterators) iterator.return?.();
  }
}
