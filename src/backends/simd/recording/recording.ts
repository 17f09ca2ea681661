import type { Recording } from '../../../tensors/replay/recording-backend.ts';
import {
  type Call,
  type HostCall,
  isHostCall,
  isPlace,
  type KernelCall,
  type RecordedCalls,
} from './recorded-calls.ts';

/** What a run of a function did, as it can be compared with another run and made a program. */
export class HeapRecording<Host> implements Recording<Host> {
  readonly refusal: string | undefined;
  readonly program: Recording<Host>['program'];
  readonly #recorded: RecordedCalls;

  constructor(recorded: RecordedCalls, refusal: string | undefined, program: Recording<Host>['program']) {
    this.#recorded = recorded;
    this.refusal = refusal;
    this.program = program;
  }

  difference(other: Recording<Host>): string | undefined {
    return differenceOf(this.#recorded, (other as HeapRecording<Host>).#recorded);
  }
}

/** How two runs differ, in a few words; undefined where they did the same. */
export function differenceOf(a: RecordedCalls, b: RecordedCalls): string | undefined {
  if (a.calls.length !== b.calls.length) return `${a.calls.length} kernel calls, then ${b.calls.length}`;
  for (const [index, call] of a.calls.entries()) {
    const other = b.calls[index]!;
    if (call.kernel !== other.kernel) return `${call.kernel}, then ${other.kernel}`;
    const differs =
      isHostCall(call) || isHostCall(other) ? differentOperands(call, other) : differentArgument(call, other);
    if (differs !== undefined) return differs;
  }
  if (a.blocks.length !== b.blocks.length)
    return `${a.blocks.length} blocks of memory, then ${b.blocks.length}`;
  for (const [index, block] of a.blocks.entries()) {
    const other = b.blocks[index]!;
    const alike =
      block.kind === 'outside'
        ? other.kind === 'outside' && block.dataId === other.dataId
        : same(block, other);
    if (!alike) return block.kind === 'constant' ? 'a constant changes' : 'what memory is for';
  }
  const shape = ({ inputs, slots, guards, outputs }: RecordedCalls) => ({
    inputs: inputs.map((input) => [input.shape, input.dtype]),
    slots: slots.map(({ dtype, length }) => [dtype, length]),
    guards: guards.map(({ place, chosen }) => [place, chosen]),
    outputs,
  });
  return same(shape(a), shape(b)) ? undefined : 'what it takes or returns';
}

function differentArgument(a: KernelCall, b: KernelCall): string | undefined {
  const at = a.arguments.findIndex((argument, place) => !same(argument, b.arguments[place]));
  if (at < 0) return undefined;
  const said = [a, b].map(({ arguments: given }) => {
    const argument = given[at]!;
    return typeof argument === 'number' ? argument : isPlace(argument) ? 'other memory' : 'a loaded number';
  });
  return `argument ${at + 1} of ${a.kernel} is ${said[0]}, then ${said[1]}`;
}

function differentOperands(a: Call, b: Call): string | undefined {
  if (!isHostCall(a) || !isHostCall(b)) return `${a.kernel} runs on the host or not`;
  // Attributes of our own ops hold their inputs, which are compared by where they lie.
  const operands = ({ inputs, data, attrs, outputs }: HostCall) => ({
    ...{ inputs, data, outputs },
    attrs: { ...attrs, data: undefined },
  });
  return same(operands(a), operands(b)) ? undefined : `what ${a.kernel} works on`;
}

/** Equal plain values; two NaN are. */
function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  // Constants may be as large as what a minibatch makes.
  if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b)) return bytes(a).equals(bytes(b));
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
  );
}

function bytes({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
