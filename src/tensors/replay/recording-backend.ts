import type * as tf from '../tf.ts';

/** Numbers that the host works out anew before every replay; what they depend on is handed to each replay. */
export type HostNumbers<Host> = (host: Host) => ArrayLike<number>;

/** What the host says of numbers that were computed: a choice between ways to go on. Plain data. */
export type Choice = (numbers: Float32Array) => unknown;

/** The kernel calls of one run of a function of tensors, on their way to be replayed. */
export interface Recorder<Host> {
  /** A tensor whose numbers are written anew before every replay. @param numbers those of now. */
  hostTensor(
    numbers: tf.TypedArray,
    shape: number[],
    dtype: 'float32' | 'int32',
    read: HostNumbers<Host>,
  ): tf.Tensor;
  /** Chooses by what was computed. A replay that would choose otherwise is of no use: the function runs anew. */
  choose<T>(tensor: tf.Tensor, choice: (numbers: Float32Array) => T): T;
  /** From here on it is clear that no replay can do the same. */
  refuse(reason: string): void;
}

/** What has been recorded. */
export interface Recording<Host> {
  /** Why it cannot be replayed; undefined if it can. */
  readonly refusal: string | undefined;
  /** How another recording of the same function differs, in a few words; undefined if both do the same. */
  difference(other: Recording<Host>): string | undefined;
  /** Makes it ready to be replayed. */
  program(): Program<Host>;
}

/** A recording that can be replayed. It keeps memory: dispose it. Lists of inputs that it was given must stay as they are. */
export interface Program<Host> {
  /**
   * @param givenUp so many of the first inputs may be written over by the results of their numbers, which are these inputs then.
   * @returns what the function would return, or undefined where it would choose another way to go on.
   */
  run(inputs: readonly tf.Tensor[], host: Host, givenUp?: number): tf.Tensor[] | undefined;
  /** The numbers of the one tensor that the function would return, without making it; else like {@link run}. */
  read(inputs: readonly tf.Tensor[], host: Host): Float32Array | undefined;
  dispose(): void;
}

/** A backend that can record and replay. */
export interface RecordingBackend {
  /** Runs a kernel that computes in JavaScript, as one call of a recording if there is one. */
  hostCall(kernel: string, run: tf.KernelFunc, call: Parameters<tf.KernelFunc>[0]): ReturnType<tf.KernelFunc>;
  /**
   * Runs a function of tensors and records its kernel calls. Call within `tf.tidy`.
   *
   * @param inputs the tensors that differ from call to call.
   */
  record<Host>(
    inputs: readonly tf.Tensor[],
    work: (recorder: Recorder<Host>) => tf.Tensor[],
  ): { readonly outputs: tf.Tensor[]; readonly recording: Recording<Host> };
}

/** The backend at work, if it can record. */
export function recordingBackend(backend: tf.KernelBackend): RecordingBackend | undefined {
  return 'record' in backend ? (backend as tf.KernelBackend & RecordingBackend) : undefined;
}
