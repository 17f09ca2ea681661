import { RunError } from '../../../errors.ts';
import type { Program } from '../../../tensors/replay/recording-backend.ts';
import * as tf from '../../../tensors/tf.ts';
import { blockBytes } from '../heap.ts';
import { signatures } from '../kernels.ts';
import { Base } from './base.ts';
import { callAgain } from './call-again.ts';
import type { HeapBackend } from './heap-backend.ts';
import { planMemory } from './plan-memory.ts';
import { type Block, type Output, type Place, placesOf, type RecordedCalls } from './recorded-calls.ts';
import { resultsInPlace } from './results-in-place.ts';
import { spell, type Words } from './words.ts';

const wordBytes = 4;

/** Recorded calls, spelled on the heap and run by one call. */
export class HeapProgram<Host> implements Program<Host> {
  readonly #backend: HeapBackend;
  readonly #recorded: RecordedCalls;
  /** Memory of its own: the words, then constants, numbers of the host, and what choices look at. */
  readonly #own: number;
  readonly #ownBytes: number;
  readonly #end: number;
  readonly #scratchBytes: number;
  readonly #scratch: Base;
  readonly #inputs: readonly Base[];
  /** Elements of each input. */
  readonly #sizes: readonly number[];
  /** One a result; those that are made. */
  readonly #made: readonly (Base | undefined)[];
  readonly #slots: readonly number[];
  /** Tensors from outside that it keeps alive. */
  readonly #kept: readonly object[];
  /** Where blocks that never move lie, by number; 0 for the others. */
  readonly #fixed: readonly number[];
  /** Where blocks lie in the scratch memory, by number. */
  readonly #scratchStarts: ReadonlyMap<number, number>;
  readonly #stops: Words['stops'];
  /** Of each result, whether it may be written over the input of its number. */
  readonly #inPlace: readonly boolean[];
  /** Inputs that had the numbers of an earlier one. */
  readonly #twins: readonly (readonly [number, number])[];
  /** Where the numbers of {@link read} are computed, once it has been asked. */
  #readAt: number | undefined;
  #readLength = 0;
  #view: Int32Array | undefined;
  /** The inputs whose addresses stand in the program. */
  #bound: readonly tf.Tensor[] | undefined;

  constructor(backend: HeapBackend, recorded: RecordedCalls) {
    this.#backend = backend;
    this.#recorded = recorded;
    const { blocks, calls, outputs } = recorded;
    const { words, addresses, loads, stops } = spell(calls, signatures(), backend.kernelNumbers);

    const madeBlocks = new Set(outputs.flatMap((output) => (output.kind === 'made' ? [output.block] : [])));
    const own = blocks.map((block, number) => !madeBlocks.has(number) && isOwn(block));
    let ownBytes = blockBytes(words.byteLength);
    const ownStarts = blocks.map((block, number) => {
      if (!own[number]) return 0;
      const start = ownBytes;
      ownBytes += blockBytes((block as { bytes: number }).bytes);
      return start;
    });
    this.#ownBytes = ownBytes;
    this.#own = backend.heap.allocate(ownBytes);
    this.#end = this.#own + words.byteLength;

    const scratch = layOut(recorded);
    this.#scratchBytes = scratch.bytes;
    const scratchWords = addresses.flatMap((each) => {
      const start = scratch.starts.get(each.block);
      return start === undefined ? [] : [{ ...each, offset: each.offset + start }];
    });
    const wordsFor = (block: number) => addresses.filter((each) => each.block === block);
    this.#scratch = new Base(scratchWords);
    this.#inputs = recorded.inputs.map((_, index) => {
      const block = blocks.findIndex((each) => each.kind === 'input' && each.index === index);
      return new Base(wordsFor(block));
    });
    this.#made = outputs.map((output) =>
      output.kind === 'made' ? new Base(wordsFor(output.block)) : undefined,
    );

    const program = this.#program();
    program.set(words);
    for (const { word, target } of loads) program[word] = this.#own + target * wordBytes;
    const fixed = blocks.map((block, number) =>
      own[number] ? this.#own + ownStarts[number]! : block.kind === 'outside' ? block.address : 0,
    );
    for (const { word, block, offset } of addresses) {
      if (fixed[block]) program[word] = fixed[block] + offset;
    }
    for (const [number, block] of blocks.entries()) {
      if (block.kind === 'constant') backend.heap.bytes.set(block.values, fixed[number]!);
    }
    this.#slots = recorded.slots.map((_, slot) => {
      const number = blocks.findIndex((block) => block.kind === 'host' && block.slot === slot);
      return fixed[number]!;
    });
    this.#kept = blocks.flatMap((block) => (block.kind === 'outside' ? [block.dataId] : []));
    for (const dataId of this.#kept) backend.incRef(dataId);
    this.#fixed = fixed;
    this.#scratchStarts = scratch.starts;
    this.#stops = stops;
    this.#inPlace = resultsInPlace(recorded);
    this.#twins = twinsOf(recorded);
    this.#sizes = recorded.inputs.map(({ shape }) => tf.util.sizeFromShape(shape));
    backend.programsChange(1);
  }

  run(inputs: readonly tf.Tensor[], host: Host, givenUp = 0): tf.Tensor[] | undefined {
    if (!this.#load(inputs, host)) return undefined;
    const backend = this.#backend;
    const { outputs } = this.#recorded;
    const infos: (tf.TensorInfo | undefined)[] = [];
    for (let index = 0; index < outputs.length; index++) {
      const output = outputs[index]!;
      if (output.kind !== 'made') infos.push(undefined);
      else if (index < givenUp && this.#takesThePlaceOf(inputs[index]!, index)) infos.push(inputs[index]);
      else infos.push(backend.output(output.shape, output.dtype));
    }
    const addressOfOutput = (output: number): number => backend.address(infos[output]!);
    const chosen = this.#compute(inputs, addressOfOutput);
    const made: tf.Tensor[] = [];
    for (let index = 0; index < outputs.length; index++) {
      const isInPlace = infos[index] !== undefined && infos[index] === inputs[index];
      made.push(isInPlace ? inputs[index]! : tensorOf(outputs[index]!, infos[index], inputs, made));
    }
    if (chosen) return made;
    tf.dispose(made.filter((tensor) => !inputs.includes(tensor)));
    return undefined;
  }

  read(inputs: readonly tf.Tensor[], host: Host): Float32Array | undefined {
    const [only, another] = this.#recorded.outputs;
    if (only?.kind !== 'made' || only.dtype !== 'float32' || another) return undefined;
    if (!this.#load(inputs, host)) return undefined;
    const { heap } = this.#backend;
    if (this.#readAt === undefined) {
      this.#readLength = tf.util.sizeFromShape([...only.shape]);
      this.#readAt = heap.allocate(this.#readLength * wordBytes);
    }
    const at = this.#readAt;
    if (!this.#compute(inputs, () => at)) return undefined;
    return heap.floats.slice(at / wordBytes, at / wordBytes + this.#readLength);
  }

  dispose(): void {
    this.#backend.heap.free(this.#own, this.#ownBytes);
    if (this.#readAt !== undefined) this.#backend.heap.free(this.#readAt, this.#readLength * wordBytes);
    for (const dataId of this.#kept) this.#backend.disposeData(dataId);
    this.#backend.programsChange(-1);
  }

  /** Puts addresses of inputs and numbers of the host into their places. @returns false where they are not as recorded. */
  #load(inputs: readonly tf.Tensor[], host: Host): boolean {
    const backend = this.#backend;
    const program = this.#program();
    // A policy acts many times with the same parameters.
    if (inputs !== this.#bound) {
      if (!this.#takes(inputs)) return false;
      for (let index = 0; index < inputs.length; index++) {
        this.#inputs[index]!.bind(program, backend.address(inputs[index]!));
      }
      this.#bound = inputs;
    }
    this.#scratch.bind(program, backend.scratch(this.#scratchBytes));
    const { heap } = backend;
    const { slots } = this.#recorded;
    for (let index = 0; index < slots.length; index++) {
      const { dtype, length, read } = slots[index]!;
      const numbers = (read as (host: Host) => ArrayLike<number>)(host);
      if (numbers.length !== length) return false;
      write(numbers, dtype === 'int32' ? heap.integers : heap.floats, this.#slots[index]! / wordBytes);
    }
    return true;
  }

  /**
   * Computes the results into the memory of the outputs that are made.
   *
   * @returns false where choices by numbers are not those that were recorded.
   */
  #compute(inputs: readonly tf.Tensor[], addressOfOutput: (output: number) => number): boolean {
    const backend = this.#backend;
    const program = this.#program();
    for (let output = 0; output < this.#made.length; output++) {
      this.#made[output]?.bind(program, addressOfOutput(output));
    }
    const { guards, outputs, blocks } = this.#recorded;
    if (this.#stops.length === 0 && guards.length === 0) {
      this.#runWords(this.#own, this.#end);
      return true;
    }
    const addressOf = ({ block: number, offset }: Place): number => {
      const block = blocks[number]!;
      const made = outputs.findIndex((output) => output.kind === 'made' && output.block === number);
      const start =
        block.kind === 'input'
          ? backend.address(inputs[block.index]!)
          : made >= 0
            ? addressOfOutput(made)
            : this.#fixed[number] || backend.scratch(this.#scratchBytes) + this.#scratchStarts.get(number)!;
      return start + offset;
    };
    this.#runCalls(addressOf);
    return this.#chooses(addressOf);
  }

  /** Whether a result may be written over an input that is given up: nobody else has a tensor of the same numbers. */
  #takesThePlaceOf(input: tf.Tensor, result: number): boolean {
    return this.#inPlace[result]! && this.#backend.dataOf(input.dataId).refCount === 1;
  }

  /** Whether inputs are of the sizes that were recorded, and have the same numbers where those had. */
  #takes(inputs: readonly tf.Tensor[]): boolean {
    const recorded = this.#recorded.inputs;
    for (let index = 0; index < inputs.length; index++) {
      const { size, rank } = inputs[index]!;
      if (size !== this.#sizes[index] || rank !== recorded[index]!.shape.length) return false;
    }
    return this.#twins.every(([one, other]) => inputs[one]!.dataId === inputs[other]!.dataId);
  }

  /** @param addressOf for calls of the host, which are not spelled. */
  #runCalls(addressOf: (place: Place) => number): void {
    const backend = this.#backend;
    let start = this.#own;
    for (const { word, call } of [
      ...this.#stops,
      { word: (this.#end - this.#own) / wordBytes, call: undefined },
    ]) {
      const end = this.#own + word * wordBytes;
      if (start < end) this.#runWords(start, end);
      if (call) callAgain(backend, call, addressOf);
      start = end;
    }
  }

  #runWords(start: number, end: number): void {
    if (this.#backend.runProgram(start, end) !== 0) {
      throw new RunError('rows were asked for that a table does not have');
    }
  }

  /** Whether every choice by numbers is the one that was recorded. */
  #chooses(addressOf: (place: Place) => number): boolean {
    const { floats } = this.#backend.heap;
    return this.#recorded.guards.every(({ place, length, choice, chosen }) => {
      const start = addressOf(place) / wordBytes;
      return JSON.stringify(choice(floats.slice(start, start + length))) === chosen;
    });
  }

  /** The words of the program. The heap's memory may grow, and its views with it. */
  #program(): Int32Array {
    const { integers } = this.#backend.heap;
    if (this.#view?.buffer !== integers.buffer) {
      this.#view = integers.subarray(this.#own / wordBytes, this.#end / wordBytes);
    }
    return this.#view;
  }
}

/** Fewer numbers than these are written sooner one by one: `set` takes its time to begin. */
const worthASet = 32;

function write(numbers: ArrayLike<number>, to: Float32Array | Int32Array, at: number): void {
  if (numbers.length >= worthASet) to.set(numbers, at);
  else for (let index = 0; index < numbers.length; index++) to[at + index] = numbers[index]!;
}

function isOwn({ kind }: Block): boolean {
  return kind === 'constant' || kind === 'host' || kind === 'output';
}

/** Where temporary blocks lie in the scratch memory that all programs share, by number. */
function layOut({ blocks, calls }: RecordedCalls): {
  readonly starts: ReadonlyMap<number, number>;
  readonly bytes: number;
} {
  const lifetimes = new Map<number, { bytes: number; first: number; last: number }>();
  for (const [index, call] of calls.entries()) {
    for (const { block: number } of placesOf(call)) {
      const block = blocks[number]!;
      if (block.kind !== 'temporary') continue;
      const known = lifetimes.get(number);
      if (known) known.last = index;
      else lifetimes.set(number, { bytes: blockBytes(block.bytes), first: index, last: index });
    }
  }
  const { starts, bytes } = planMemory([...lifetimes.values()]);
  return { starts: new Map([...lifetimes.keys()].map((number, index) => [number, starts[index]!])), bytes };
}

function twinsOf({ blocks, inputs }: RecordedCalls): (readonly [number, number])[] {
  const alone = new Set(blocks.flatMap((block) => (block.kind === 'input' ? [block.index] : [])));
  const infos = inputs as readonly tf.TensorInfo[];
  return infos.flatMap(({ dataId }, index) =>
    alone.has(index) ? [] : [[infos.findIndex((other) => other.dataId === dataId), index] as const],
  );
}

function tensorOf(
  output: Output,
  info: tf.TensorInfo | undefined,
  inputs: readonly tf.Tensor[],
  made: readonly tf.Tensor[],
): tf.Tensor {
  if (output.kind === 'made') return tf.engine().makeTensorFromTensorInfo(info!);
  const source = output.kind === 'input' ? inputs[output.index]! : made[output.index]!;
  if (output.kind === 'input' && output.same) return source;
  return tf.reshape(source, [...output.shape]);
}
