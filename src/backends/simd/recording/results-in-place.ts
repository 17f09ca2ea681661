import { kernelReach, type Reach } from './kernel-reach.ts';
import {
  type Block,
  type Call,
  isHostCall,
  isPlace,
  type Place,
  type RecordedCalls,
} from './recorded-calls.ts';

/** Kernels that read a place of every operand before they write the same place of their results, and write nothing else. */
export const pointwiseKernels: ReadonlySet<string> = new Set([
  ...['add', 'subtract', 'multiply', 'divide', 'maximum', 'minimum', 'squaredDifference'],
  ...['blend', 'moments', 'watchGradient'],
]);

const bytesPerFloat = 4;

/** What a call does to memory, by address. */
interface Access extends Place {
  readonly use: Reach['use'];
  /** Behind the last byte, from the beginning of the block. */
  readonly end: number;
  /** Whether it goes through numbers of single precision one after the other. */
  readonly isDense: boolean;
}

/**
 * Which results may be written in the place of the input of the same number, where the caller gives that up: no call needs
 * what has been written over by then. What lives on from step to step takes half of the memory so, and half of the way there.
 *
 * @param recorded in the order in which the calls are made.
 */
export function resultsInPlace({ inputs, blocks, calls, guards, outputs }: RecordedCalls): boolean[] {
  // Where the host has a say, calls may have to be made again from the same inputs.
  if (guards.length > 0 || calls.some(isHostCall)) return outputs.map(() => false);
  const accesses = calls.map(accessesOf);
  return outputs.map((output, index) => {
    const input = inputs[index];
    if (output.kind !== 'made' || !input || input.dtype !== output.dtype) return false;
    if (input.shape.join() !== output.shape.join()) return false;
    if (outputs.some((other) => other.kind === 'input' && other.index === index)) return false;
    const old = blocks.findIndex((block: Block) => block.kind === 'input' && block.index === index);
    return old >= 0 && takesThePlace(calls, accesses, old, output.block);
  });
}

function takesThePlace(
  calls: readonly Call[],
  accesses: readonly (readonly Access[])[],
  old: number,
  result: number,
): boolean {
  const written: Access[] = [];
  for (const [index, own] of accesses.entries()) {
    const reads = own.filter(({ block }) => block === old);
    const writes = own.filter(({ block, use }) => block === result && use !== 'reads');
    if (reads.some((read) => written.some((write) => read.offset < write.end && write.offset < read.end)))
      return false;
    if (writes.length === 0) continue;
    if (!pointwiseKernels.has(calls[index]!.kernel)) return false;
    const isInStep = (read: Access) =>
      writes.every(
        (write) => read.isDense && write.isDense && read.offset === write.offset && read.end === write.end,
      );
    if (!reads.every(isInStep)) return false;
    written.push(...writes);
  }
  return true;
}

function accessesOf(call: Call): Access[] {
  if (isHostCall(call)) return [];
  const numbers = call.arguments.map((argument) => (typeof argument === 'number' ? argument : Number.NaN));
  const { count, reaches } = kernelReach(call.kernel, numbers);
  const lines = count === undefined ? 1 : numbers[count]!;
  let address = 0;
  return call.arguments.flatMap((argument): Access[] => {
    if (typeof argument === 'number') return [];
    if (!isPlace(argument)) {
      const { block, offset } = argument.loaded;
      return [{ block, offset, use: 'reads', end: offset + bytesPerFloat, isDense: false }];
    }
    const { use, bytes, step } = reaches[address++]!;
    const { block, offset } = argument;
    const isDense = bytes === bytesPerFloat && step === bytesPerFloat;
    return [{ block, offset, use, end: offset + (lines - 1) * step + bytes, isDense }];
  });
}
