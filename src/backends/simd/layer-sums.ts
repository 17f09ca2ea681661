import type { OwnKernel } from './register.ts';

const bytesPerFloat = 4;
const operands = ['sum', 'squares', 'largest', 'previous', 'before', 'after'] as const;
/** Sums of each layer. */
const columns = 8;

/** The sums behind the statistics of gradients, of `[P, 1, n]` each → `[P, layers, 8]`. */
export const layerSums: OwnKernel = (backend, inputs, attrs) => {
  const { sizes } = attrs as unknown as { readonly sizes: readonly number[] };
  const members = inputs.sum!.shape[0]!;
  const out = backend.output([members, sizes.length, columns]);
  const addresses = operands.map((operand) => backend.address(inputs[operand]!));
  let [to, start] = [backend.address(out), 0];
  for (let member = 0; member < members; member++) {
    for (const size of sizes) {
      const from = start;
      backend.kernels.layerSums(to, ...addresses.map((address) => address + from * bytesPerFloat), size);
      to += columns * bytesPerFloat;
      start += size;
    }
  }
  return [out];
};
