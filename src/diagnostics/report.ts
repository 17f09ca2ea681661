/** Numbers by name, to be recorded as rows of `measurements`: `{ ratio: 0.001 }`. */
export type Report = { readonly [quantity: string]: number };
