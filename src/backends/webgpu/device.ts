/// <reference types="@webgpu/types" />
import { RunError, UsageError } from '../../errors.ts';
import { findPeerPackage } from '../peer-package.ts';

/** The version of Dawn's package that rl-bench is tested with. */
export const webgpuPackage = 'webgpu@0.6';

/** A device that WebGPU has found. */
export interface WebgpuDevice {
  readonly gpu: GPU;
  readonly device: GPUDevice;
  readonly info: GPUAdapterInfo;
}

/** The npm package `webgpu`: Dawn, which speaks Vulkan, Metal and Direct3D 12. */
interface DawnPackage {
  create(options: readonly string[]): GPU;
  readonly globals: object;
}

/** Features that TensorFlow.js uses where they are there. */
const features = ['timestamp-query'] as const;
/** Limits that it wants as high as the device has them. */
const limits = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const;

/**
 * Loads Dawn and asks for the fastest device.
 *
 * @throws UsageError where the package or a device is missing, in one line that says how to get it.
 */
export async function openDevice(): Promise<WebgpuDevice> {
  const { create, globals } = await loadDawn();
  Object.assign(globalThis, globals);
  const gpu = create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) {
    throw new UsageError(`webgpu finds no device: ${driverHint()}; rl-bench doctor says what there is`);
  }
  const device = await adapter.requestDevice({
    requiredFeatures: features.filter((feature) => adapter.features.has(feature)),
    requiredLimits: Object.fromEntries(limits.map((limit) => [limit, adapter.limits[limit]])),
  });
  return { gpu, device, info: (adapter as GPUAdapter & { readonly info: GPUAdapterInfo }).info };
}

/** True for a driver that computes on the CPU, whatever it calls itself. */
export function isSoftware({ info }: Pick<WebgpuDevice, 'info'>): boolean {
  const { isFallbackAdapter } = info as GPUAdapterInfo & { readonly isFallbackAdapter?: boolean };
  const names = [info.vendor, info.architecture, info.device, info.description].join(' ');
  return isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe|basic render|warp/i.test(names);
}

/** `SwiftShader driver 5.0.0` */
export function deviceName({ info }: Pick<WebgpuDevice, 'info'>): string {
  const parts = [info.vendor, info.architecture, info.description || info.device];
  return [...new Set(parts.filter(Boolean))].join(' ');
}

async function loadDawn(): Promise<DawnPackage> {
  const found = findPeerPackage('webgpu');
  if (found === undefined) {
    throw new UsageError(
      `backend webgpu needs the package webgpu, which is not installed; get it with: npm install ${webgpuPackage}`,
    );
  }
  try {
    return (await import(found.url)) as DawnPackage;
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw new RunError(`the package webgpu ${found.version} cannot be loaded here: ${reason}`);
  }
}

/** What is missing where no adapter is found. */
export function driverHint(platform: NodeJS.Platform = process.platform): string {
  if (platform === 'linux') {
    return 'it takes the Vulkan loader (Debian, Ubuntu: apt install libvulkan1) and the Vulkan driver of the GPU';
  }
  if (platform === 'win32') return 'it takes a driver of the GPU for Direct3D 12';
  return 'it takes a Mac with Metal';
}
