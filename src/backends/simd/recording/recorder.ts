import type { HostNumbers, Recorder } from '../../../tensors/replay/recording-backend.ts';
import * as tf from '../../../tensors/tf.ts';
import { FromHeap } from '../from-heap.ts';
import { blockBytes, type HeapObserver } from '../heap.ts';
import type { HeapData } from '../heap-data.ts';
import { type HeapType, isHeapType } from '../heap-type.ts';
import { type Kernels, signatures } from '../kernels.ts';
import type { HeapBackend } from './heap-backend.ts';
import { LiveBlocks } from './live-blocks.ts';
import type {
  Argument,
  Block,
  Call,
  Guard,
  HostOperand,
  Output,
  Place,
  RecordedCalls,
  Slot,
} from './recorded-calls.ts';
import type { ParameterKind } from './signatures.ts';

/**
 * Writes down what a function does on the heap: its calls of kernels, and the blocks that they work on. Whatever cannot be
 * done again by calls of kernels alone makes it refuse.
 */
export class CallRecorder<Host> implements Recorder<Host>, HeapObserver {
  refusal: string | undefined;
  readonly #backend: HeapBackend;
  readonly #inputs: readonly tf.TensorInfo[];
  readonly #blocks: Block[] = [];
  readonly #calls: Call[] = [];
  readonly #slots: Slot[] = [];
  readonly #guards: Guard[] = [];
  readonly #live = new LiveBlocks();
  /** Numbers of the blocks of tensors from outside, inputs among them. */
  readonly #outside = new Map<object, number>();
  /** The kernel of the host that is at work: what it does on its way is its own affair. */
  #pausedBy: string | undefined;
  /** What is written next is the host's. */
  #slot: Slot | undefined;

  constructor(backend: HeapBackend, inputs: readonly tf.TensorInfo[]) {
    this.#backend = backend;
    this.#inputs = inputs;
    for (const [index, input] of inputs.entries()) this.#addOutside(input.dataId, { kind: 'input', index });
  }

  refuse(reason: string): void {
    this.refusal ??= reason;
  }

  hostTensor(
    numbers: tf.TypedArray,
    shape: number[],
    dtype: 'float32' | 'int32',
    read: HostNumbers<Host>,
  ): tf.Tensor {
    this.#slot = { dtype, length: numbers.length, read: read as HostNumbers<never> };
    try {
      return tf.tensor(numbers, shape, dtype);
    } finally {
      this.#slot = undefined;
    }
  }

  choose<T>(tensor: tf.Tensor, choice: (numbers: Float32Array) => T): T {
    const data = this.#backend.dataOf(tensor.dataId);
    const chosen = choice(data.copy() as Float32Array);
    const place = this.#placeOf(data.address, 'a choice');
    // Read when all is done, so nobody may write over it.
    this.#keep(place.block);
    this.#guards.push({ place, length: tensor.size, choice, chosen: JSON.stringify(chosen) });
    return chosen;
  }

  allocated(address: number, bytes: number): void {
    if (this.#pausedBy) return;
    this.#live.add(address, blockBytes(bytes), this.#blocks.length);
    this.#blocks.push({ kind: 'temporary', bytes });
  }

  freed(address: number): void {
    if (this.#pausedBy) return;
    this.#live.remove(address);
  }

  looked(): void {
    if (!this.#pausedBy) this.refuse('the host works on numbers on the way');
  }

  /** The host reads numbers, which is all right within a kernel of its own. */
  read(): void {
    if (!this.#pausedBy) this.refuse('the host reads numbers on the way');
  }

  /** Runs a kernel of the host, and writes it down as one call. */
  hostCall(
    kernel: string,
    run: tf.KernelFunc,
    call: Parameters<tf.KernelFunc>[0],
  ): ReturnType<tf.KernelFunc> {
    const { data = {} } = (call.attrs ?? {}) as { data?: tf.NamedTensorInfoMap };
    const given = [...Object.values(call.inputs), ...Object.values(data)] as tf.TensorInfo[];
    if (this.#pausedBy || given.length === 0) return run(call);
    for (const { dataId } of given) this.met(dataId, this.#backend.dataOf(dataId));
    this.#pausedBy = kernel;
    let made: ReturnType<tf.KernelFunc>;
    try {
      made = run(call);
    } finally {
      this.#pausedBy = undefined;
    }
    const results = [made].flat();
    // A reshaped tensor has the numbers that it had before.
    if (results.every(({ dataId }) => given.some((input) => input.dataId === dataId))) return made;
    for (const { dataId, dtype } of results) {
      if (!isHeapType(dtype)) this.refuse(`${kernel} makes a tensor of type ${dtype}`);
      else {
        const { address, byteLength } = this.#backend.dataOf(dataId);
        this.allocated(address, byteLength);
      }
    }
    if (this.refusal !== undefined) return made;
    const operands = (tensors: tf.NamedTensorInfoMap) =>
      Object.fromEntries(Object.entries(tensors).map(([name, info]) => [name, this.#operand(info!, kernel)]));
    this.#calls.push({
      ...{ kernel, run, attrs: call.attrs },
      inputs: operands(call.inputs),
      asList: Array.isArray(call.inputs),
      data: operands(data),
      outputs: results.map((info) => this.#operand(info, kernel)),
    });
    return made;
  }

  #operand(info: tf.TensorInfo, kernel: string): HostOperand {
    const place = this.#placeOf(this.#backend.address(info), kernel);
    return { place, shape: [...info.shape], dtype: info.dtype as HeapType };
  }

  /** Values from the host in a block that was just allocated. */
  wrote(data: HeapData): void {
    if (this.#pausedBy) return;
    const number = this.#live.find(data.address)!.number;
    const { bytes } = this.#blocks[number] as Extract<Block, { kind: 'temporary' }>;
    if (this.#slot) {
      this.#blocks[number] = { kind: 'host', bytes, slot: this.#slots.length };
      this.#slots.push(this.#slot);
      return;
    }
    const { heap } = this.#backend;
    const values = heap.bytes.slice(data.address, data.address + bytes);
    this.#blocks[number] = { kind: 'constant', bytes, values };
  }

  /** The kernels, each of which is written down before it is called. */
  recording(kernels: Kernels): Kernels {
    const wrapped = Object.entries(kernels).map(([name, kernel]) => {
      const parameters = signatures()[name];
      const call = (...given: (number | boolean | FromHeap)[]): unknown => {
        if (parameters) this.#record(name, parameters, given);
        return (kernel as (...given: unknown[]) => unknown)(...given);
      };
      return [name, call];
    });
    return Object.fromEntries(wrapped) as unknown as Kernels;
  }

  /** @param outputs of the function. */
  finish(outputs: readonly tf.TensorInfo[]): RecordedCalls {
    return {
      inputs: this.#inputs,
      blocks: this.#blocks,
      calls: this.#calls,
      slots: this.#slots,
      guards: this.#guards,
      outputs:
        this.refusal === undefined
          ? outputs.map((output, index) => this.#output(output, outputs.slice(0, index)))
          : [],
    };
  }

  #record(
    kernel: string,
    parameters: readonly ParameterKind[],
    given: (number | boolean | FromHeap)[],
  ): void {
    if (this.refusal !== undefined || this.#pausedBy) return;
    const call = parameters.map((kind, index): Argument => {
      const argument = given[index]!;
      if (argument instanceof FromHeap) return { loaded: this.#placeOf(argument.address, kernel) };
      return kind === 'address' ? this.#placeOf(Number(argument), kernel) : Number(argument);
    });
    this.#calls.push({ kernel, arguments: call });
  }

  #placeOf(address: number, kernel: string): Place {
    const made = this.#live.find(address);
    if (made) return { block: made.number, offset: made.offset };
    const outside = this.#outsideAt(address);
    if (outside) return outside;
    this.refuse(`${kernel} works on memory that nobody has made`);
    return { block: -1, offset: 0 };
  }

  /** Tensors from outside are few, and they are asked for once a call at most. */
  #outsideAt(address: number): Place | undefined {
    for (const [dataId, block] of this.#outside) {
      const data = this.#backend.dataOf(dataId);
      if (address >= data.address && address < data.address + blockBytes(data.byteLength)) {
        return { block, offset: address - data.address };
      }
    }
    return undefined;
  }

  /** A tensor that a kernel is about to read. */
  met(dataId: object, data: HeapData): void {
    if (this.#pausedBy || this.#live.find(data.address) || this.#outside.has(dataId)) return;
    this.#addOutside(dataId, { kind: 'outside', dataId, address: data.address });
  }

  #addOutside(dataId: object, block: Block): void {
    // Inputs may share their numbers.
    if (this.#outside.has(dataId)) return;
    this.#outside.set(dataId, this.#blocks.length);
    this.#blocks.push(block);
  }

  #keep(number: number): void {
    const block = this.#blocks[number]!;
    if (block.kind === 'temporary') this.#blocks[number] = { kind: 'output', bytes: block.bytes };
  }

  #output(tensor: tf.TensorInfo, before: readonly tf.TensorInfo[]): Output {
    const { dataId, shape, dtype } = tensor;
    const itself = this.#inputs.indexOf(tensor);
    if (itself >= 0) return { kind: 'input', index: itself, shape, same: true };
    const index = this.#inputs.findIndex((input) => input.dataId === dataId);
    if (index >= 0) return { kind: 'input', index, shape, same: false };
    const earlier = before.findIndex((output) => output.dataId === dataId);
    if (earlier >= 0) return { kind: 'output', index: earlier, shape };
    if (!isHeapType(dtype)) {
      this.refuse(`it makes a tensor of type ${dtype}`);
      return { kind: 'output', index: 0, shape };
    }
    const { block } = this.#placeOf(this.#backend.address(tensor), 'the function');
    const made = this.#blocks[block];
    if (made && made.kind !== 'temporary' && made.kind !== 'output')
      this.refuse(`it returns a ${made.kind} as it is`);
    this.#keep(block);
    return { kind: 'made', block, shape, dtype };
  }
}
