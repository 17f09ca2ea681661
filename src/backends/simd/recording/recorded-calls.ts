import type { HostNumbers } from '../../../tensors/replay/recording-backend.ts';
import type * as tf from '../../../tensors/tf.ts';
import type { HeapType } from '../heap-type.ts';

/** Memory that recorded calls work on. */
export type Block =
  /** One of the tensors that the function is called with. */
  | { readonly kind: 'input'; readonly index: number }
  /** Made on the way, and not needed any more at the end. */
  | { readonly kind: 'temporary'; readonly bytes: number }
  /** A result. */
  | { readonly kind: 'output'; readonly bytes: number }
  /** Numbers that are the same every time. */
  | { readonly kind: 'constant'; readonly bytes: number; readonly values: Uint8Array }
  /** Numbers that the host writes before every replay. */
  | { readonly kind: 'host'; readonly bytes: number; readonly slot: number }
  /** A tensor from outside that is the same every time. */
  | { readonly kind: 'outside'; readonly dataId: object; readonly address: number };

/** Where in a block. */
export interface Place {
  /** Number of the block. */
  readonly block: number;
  /** Bytes. */
  readonly offset: number;
}

/** A number that is read from memory when the call is made. */
export interface Loaded {
  readonly loaded: Place;
}

export type Argument = number | Place | Loaded;

export interface KernelCall {
  readonly kernel: string;
  readonly arguments: readonly Argument[];
}

/** A tensor that a kernel of the host takes or makes. */
export interface HostOperand {
  readonly place: Place;
  readonly shape: readonly number[];
  readonly dtype: HeapType;
}

/** A kernel without a counterpart on the heap: JavaScript that works on the numbers themselves. */
export interface HostCall {
  readonly kernel: string;
  readonly run: tf.KernelFunc;
  readonly inputs: Readonly<Record<string, HostOperand>>;
  /** Whether the kernel takes its inputs as a list. */
  readonly asList: boolean;
  /** Inputs that the tape does not see, which our own ops hand over among the attributes. */
  readonly data: Readonly<Record<string, HostOperand>>;
  readonly attrs: tf.NamedAttrMap | undefined;
  readonly outputs: readonly HostOperand[];
}

export type Call = KernelCall | HostCall;

export function isHostCall(call: Call): call is HostCall {
  return 'run' in call;
}

/** The places that a call works on. */
export function placesOf(call: Call): Place[] {
  if (isHostCall(call)) {
    const operands = [...Object.values(call.inputs), ...Object.values(call.data), ...call.outputs];
    return operands.map(({ place }) => place);
  }
  return call.arguments.flatMap((argument) => {
    if (typeof argument === 'number') return [];
    return [isPlace(argument) ? argument : argument.loaded];
  });
}

/** One of the results of the recorded function. */
export type Output =
  | {
      readonly kind: 'input';
      readonly index: number;
      readonly shape: readonly number[];
      readonly same: boolean;
    }
  | { readonly kind: 'output'; readonly index: number; readonly shape: readonly number[] }
  | {
      readonly kind: 'made';
      readonly block: number;
      readonly shape: readonly number[];
      readonly dtype: HeapType;
    };

/** A choice by numbers that were computed. */
export interface Guard {
  readonly place: Place;
  readonly length: number;
  readonly choice: (numbers: Float32Array) => unknown;
  /** What was chosen, as text. */
  readonly chosen: string;
}

/** Numbers of the host. */
export interface Slot {
  readonly dtype: 'float32' | 'int32';
  readonly length: number;
  readonly read: HostNumbers<never>;
}

/** What one run of a function of tensors did on the heap. */
export interface RecordedCalls {
  readonly inputs: readonly Pick<tf.TensorInfo, 'shape' | 'dtype'>[];
  readonly blocks: readonly Block[];
  readonly calls: readonly Call[];
  readonly slots: readonly Slot[];
  readonly guards: readonly Guard[];
  readonly outputs: readonly Output[];
}

export function isPlace(argument: Argument): argument is Place {
  return typeof argument === 'object' && 'block' in argument;
}
