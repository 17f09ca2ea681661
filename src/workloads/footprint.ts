/** Bytes that one member of a population takes while it trains. Those of several add up. */
export interface Footprint {
  /** Of tensors, at the peak of an update. */
  readonly tensors: number;
  /** Of its share of the largest tensor. */
  readonly largest: number;
  /** Of everything else: what has been lived through and what was made of it. */
  readonly host: number;
  /** What all members of a process have in common, once: data that they learn from. Default: nothing. */
  readonly shared?: { readonly tensors: number; readonly host: number };
}
