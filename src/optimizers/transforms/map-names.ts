/** What becomes of each entry of a record, by name. */
export function mapNames<From, To>(
  from: { readonly [name: string]: From },
  fn: (each: From, name: string) => To,
): { readonly [name: string]: To } {
  return Object.fromEntries(Object.entries(from).map(([name, each]) => [name, fn(each, name)]));
}
