import type { NamedShape } from '../../tensors/parameter-layout.ts';

/** How many numbers the parameters are. */
export function countNumbers(parameters: readonly NamedShape[]): number {
  return parameters.reduce((sum, { shape: [rows, columns] }) => sum + rows * columns, 0);
}

/** The memory of a rule whose state is so many numbers for every parameter. */
export function numbersPerParameter(count: number): (parameters: readonly NamedShape[]) => number {
  return (parameters) => count * countNumbers(parameters);
}
