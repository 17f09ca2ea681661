import * as tf from '../tf.ts';
import type { HostNumbers, Recorder } from './recording-backend.ts';

/** What a function that is being recorded says to whoever records it. */
export interface NowRecording<Host> extends Recorder<Host> {
  /** A decision of the host that depends on nothing computed: each has recordings of its own. */
  decide<T>(decision: (host: Host) => T): T;
  /** What the host's numbers depend on, as they are now. */
  readonly host: Host;
}

/** One function is recorded at a time. */
let now: NowRecording<unknown> | null = null;

/** Runs `work` as part of a recording. */
export function whileRecording<Host, T>(recording: NowRecording<Host>, work: () => T): T {
  const before = now;
  now = recording as NowRecording<unknown>;
  try {
    return work();
  } finally {
    now = before;
  }
}

/** The recording that the caller is part of; null while nothing is recorded. */
export function nowRecording(): NowRecording<unknown> | null {
  return now;
}

/**
 * Numbers of the host as a tensor. While a function is recorded they must be told from constants: they are read anew
 * before every replay.
 *
 * @param read them from what the function was called with.
 */
export function hostTensor<Host>(
  host: Host,
  shape: number[],
  dtype: 'float32' | 'int32',
  read: HostNumbers<Host>,
): tf.Tensor {
  const values = read(host);
  const numbers = dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values);
  return now
    ? now.hostTensor(numbers, shape, dtype, read as HostNumbers<unknown>)
    : tf.tensor(numbers, shape, dtype);
}

/** What the host decides by numbers that were computed. @param choice returns plain data. */
export function chooseBy<T>(tensor: tf.Tensor, choice: (numbers: Float32Array) => T): T {
  return now ? now.choose(tensor, choice) : choice(tensor.dataSync() as Float32Array);
}
