/** An ascending copy, by value (a plain array's own `sort` compares as text). */
export function sorted(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).sort();
}
