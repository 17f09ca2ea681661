/// <reference types="@webgpu/types" />
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '../tensors/tf.ts';

/** What a device was asked to do, and how busy that kept it. */
export interface WebgpuWork {
  /** Programs run, and results waited for. */
  readonly dispatches: number;
  readonly readBacks: number;
  /** Tensors sent, without the few numbers that go along with every program. */
  readonly uploads: number;
  /** Of tensors and of those numbers. */
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** Share of the time in which a program was running, 0 to 1, by the device's own clock; undefined where it has none. */
  readonly busy?: number;
}

/** What of TensorFlow.js's backend everything passes through. */
type Inner = Pick<WebGPUBackend, 'device' | 'tensorMap' | 'uploadToGPU'> & {
  recordAndSubmit(...args: unknown[]): void;
  getBufferData(buffer: GPUBuffer): Promise<ArrayBuffer>;
  makeUniforms(...args: unknown[]): { readonly size: number };
};

/** Does some work on the webgpu backend, which was started, and counts along. One at a time. */
export async function countWebgpuWork(work: () => Promise<void>): Promise<WebgpuWork> {
  const backend = tf.backend() as unknown as Inner;
  const count = { dispatches: 0, readBacks: 0, uploads: 0, bytesUp: 0, bytesDown: 0 };
  const clock = backend.device.features.has('timestamp-query') ? new PassClock(backend.device) : undefined;
  const { recordAndSubmit, getBufferData, makeUniforms, uploadToGPU } = backend;
  // Properties of the object itself, in front of the methods of its class.
  const own: Partial<Inner> = {
    recordAndSubmit(...args) {
      count.dispatches++;
      recordAndSubmit.apply(backend, args);
    },
    getBufferData(buffer) {
      count.readBacks++;
      count.bytesDown += buffer.size;
      return getBufferData.call(backend, buffer);
    },
    makeUniforms(...args) {
      const made = makeUniforms.apply(backend, args);
      count.bytesUp += made.size;
      return made;
    },
    uploadToGPU(dataId) {
      const { resource, values } = backend.tensorMap.get(dataId) as {
        resource?: object | null;
        values?: tf.TypedArray | null;
      };
      if (!resource && values) {
        count.uploads++;
        count.bytesUp += 4 * values.length;
      }
      uploadToGPU.call(backend, dataId);
    },
  };
  Object.assign(backend, own);
  try {
    await work();
    const busy = await clock?.busyShare();
    return { ...count, ...(busy !== undefined && { busy }) };
  } finally {
    for (const name of Object.keys(own)) Reflect.deleteProperty(backend, name);
    clock?.stop();
  }
}

/** The last so many passes are looked at; a set of queries holds no more than twice that. */
const passes = 2048;

/** Has the device write down when every pass of programs begins and ends. */
class PassClock {
  readonly #device: GPUDevice;
  readonly #times: GPUQuerySet;
  #passes = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
    this.#times = device.createQuerySet({ type: 'timestamp', count: 2 * passes });
    const { createCommandEncoder } = device;
    device.createCommandEncoder = (...args) => {
      const encoder = createCommandEncoder.apply(device, args);
      const { beginComputePass } = encoder;
      encoder.beginComputePass = (descriptor) =>
        beginComputePass.call(encoder, { ...descriptor, timestampWrites: this.#next() });
      return encoder;
    };
  }

  #next(): GPUComputePassTimestampWrites {
    const first = 2 * (this.#passes++ % passes);
    return { querySet: this.#times, beginningOfPassWriteIndex: first, endOfPassWriteIndex: first + 1 };
  }

  /** Of the time from the begin of the first pass that is known to the end of the last; undefined where none is. */
  async busyShare(): Promise<number | undefined> {
    const count = 2 * Math.min(this.#passes, passes);
    if (count === 0) return undefined;
    const size = 8 * count;
    const resolved = this.#device.createBuffer({
      size,
      usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
    });
    const arrived = this.#device.createBuffer({
      size,
      usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
    });
    const encoder = this.#device.createCommandEncoder();
    encoder.resolveQuerySet(this.#times, 0, count, resolved, 0);
    encoder.copyBufferToBuffer(resolved, 0, arrived, 0, size);
    this.#device.queue.submit([encoder.finish()]);
    await arrived.mapAsync(GPUMapMode.READ);
    const nanoseconds = Array.from(new BigUint64Array(arrived.getMappedRange()), Number);
    for (const buffer of [resolved, arrived]) buffer.destroy();
    return shareOfPasses(nanoseconds);
  }

  stop(): void {
    Reflect.deleteProperty(this.#device, 'createCommandEncoder');
    this.#times.destroy();
  }
}

/**
 * @param times begin and end of passes that do not overlap, in any order of the passes.
 * @returns undefined where no time has passed at all.
 */
export function shareOfPasses(times: readonly number[]): number | undefined {
  let running = 0;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (let at = 0; at + 1 < times.length; at += 2) {
    const [begin, end] = [times[at]!, times[at + 1]!];
    running += end - begin;
    first = Math.min(first, begin);
    last = Math.max(last, end);
  }
  return last > first ? running / (last - first) : undefined;
}
