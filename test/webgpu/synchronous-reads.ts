/// <reference types="@webgpu/types" />
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type * as tf from '../../src/tensors/tf.ts';

/** A call that Dawn has asked the event loop for. */
type Tick = () => void;

/**
 * Lets tests read tensors of the webgpu backend without waiting, as they do on every other backend. rl-bench itself never
 * does: there is no such thing in WebGPU.
 *
 * Dawn looks for what has become of its work in calls that it asks `setImmediate` for. Here these are remembered, and
 * made ahead of their time until a buffer has arrived. It is one and the same for all reads, since the package `webgpu`
 * remembers every new buffer by a `WeakRef`, which keeps it alive for as long as nobody waits.
 *
 * Call it before the backend is started.
 */
export function readSynchronously(): void {
  const asked = new Set<Tick>();
  const { setImmediate } = globalThis;
  const remembering = (call: (...args: unknown[]) => void, ...args: unknown[]) => {
    const tick = () => {
      if (asked.delete(tick)) call(...args);
    };
    asked.add(tick);
    return setImmediate(tick);
  };
  globalThis.setImmediate = Object.assign(remembering, setImmediate) as unknown as typeof setImmediate;

  const landing = new LandingPlace();
  const original = WebGPUBackend.prototype.readSync;
  WebGPUBackend.prototype.readSync = function (this: WebGPUBackend, dataId: object) {
    const { values, resource, dtype, shape } = this.tensorMap.get(dataId);
    if (values || !resource) return original.call(this, dataId);
    const { device } = this;
    const source = resource as GPUBuffer;
    const arrived = landing.of(device, source.size);
    this.ensureCommandEncoderReady();
    this.endComputePassEncoder();
    this.submitQueue();
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(source, 0, arrived, 0, source.size);
    device.queue.submit([encoder.finish()]);
    arrived.mapAsync(GPUMapMode.READ, 0, source.size).catch(() => {});
    while (arrived.mapState === 'pending') for (const tick of [...asked]) tick();
    if (arrived.mapState !== 'mapped') throw new Error('the GPU was lost before it gave its numbers');
    const bytes = arrived.getMappedRange(0, source.size).slice(0);
    arrived.unmap();
    return numbersOf(bytes, dtype, shape);
  };
}

/** Where a device's numbers arrive. */
class LandingPlace {
  #device: GPUDevice | undefined;
  #buffer: GPUBuffer | undefined;

  /** A buffer of so many bytes or more, not mapped. */
  of(device: GPUDevice, bytes: number): GPUBuffer {
    if (this.#device === device && this.#buffer && this.#buffer.size >= bytes) return this.#buffer;
    this.#buffer?.destroy();
    this.#device = device;
    const usage = GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ;
    this.#buffer = device.createBuffer({ size: Math.max(bytes, 2 ** 16), usage });
    return this.#buffer;
  }
}

function numbersOf(bytes: ArrayBuffer, dtype: tf.DataType, shape: readonly number[]): tf.TypedArray {
  const count = shape.reduce((product, side) => product * side, 1);
  if (dtype === 'float32') return new Float32Array(bytes, 0, count);
  const integers = new Int32Array(bytes, 0, count);
  return dtype === 'bool' ? Uint8Array.from(integers) : integers;
}
