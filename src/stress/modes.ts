/** A way in which optimizers fail, which one problem or several are about. */
export interface Mode {
  readonly name: string;
  /** Three letters, for a column of the matrix. */
  readonly short: string;
}

/** In the order of the matrix. */
export const modes = [
  { name: 'ill-conditioning', short: 'ill' },
  { name: 'saddles', short: 'sad' },
  { name: 'plateaus', short: 'pla' },
  { name: 'noise', short: 'noi' },
  { name: 'heavy tails', short: 'tai' },
  { name: 'sparse gradients', short: 'spa' },
  { name: 'moving targets', short: 'mov' },
  { name: 'scale', short: 'sca' },
  { name: 'valleys', short: 'val' },
  { name: 'discontinuity', short: 'dis' },
  { name: 'games', short: 'gam' },
  { name: 'one-element tensors', short: 'one' },
  { name: 'zero gradients', short: 'zer' },
  { name: 'spikes', short: 'spi' },
] as const satisfies readonly Mode[];

export type ModeName = (typeof modes)[number]['name'];
