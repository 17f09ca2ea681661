/** All pairs of two of the numbers 0 … n − 1, the smaller one first: [0, 1], [0, 2], [1, 2], … */
export function allPairs(n: number): (readonly [smaller: number, larger: number])[] {
  return Array.from({ length: n }, (_, larger) => larger).flatMap((larger) =>
    Array.from({ length: larger }, (_, smaller) => [smaller, larger] as const),
  );
}
