/// <reference types="@webgpu/types" />
import { UsageError } from '../../errors.ts';
import type { Device } from '../backend-entry.ts';
import { deviceMemory } from '../device-memory.ts';
import { NoDeviceError } from '../no-device-error.ts';
import { findPeerPackage } from '../peer-package.ts';
import { vulkanLoader } from '../vulkan-loader.ts';

/** The version of Dawn's package that rl-bench is tested with. */
export const webgpuPackage = 'webgpu@0.6';

/** A device that WebGPU has found. */
export interface WebgpuDevice {
  readonly gpu: GPU;
  readonly device: GPUDevice;
  readonly info: GPUAdapterInfo;
  /** `webgpu 0.6.2` */
  readonly version: string;
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
  const { dawn, version } = await loadDawn();
  const { create, globals } = dawn;
  Object.assign(globalThis, globals);
  // Without it Dawn would complain at length.
  const hopeless = process.platform === 'linux' && vulkanLoader() === null;
  const gpu = hopeless ? undefined : create([]);
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!gpu || !adapter) {
    throw new NoDeviceError(`webgpu finds no device: ${driverHint()}`);
  }
  const device = await adapter.requestDevice({
    requiredFeatures: features.filter((feature) => adapter.features.has(feature)),
    requiredLimits: Object.fromEntries(limits.map((limit) => [limit, adapter.limits[limit]])),
  });
  const { info } = adapter as GPUAdapter & { readonly info: GPUAdapterInfo };
  return { gpu, device, info, version: `webgpu ${version}` };
}

/** The device, as WebGPU describes it. */
export function deviceOf(info: GPUAdapterInfo): Device {
  const { vendor, architecture, device, description } = info;
  const { isFallbackAdapter } = info as GPUAdapterInfo & { readonly isFallbackAdapter?: boolean };
  const all = [vendor, architecture, device, description].join(' ');
  return {
    name: [vendor, architecture || device].filter(Boolean).join(' ') || 'a device that does not say its name',
    driver: description || null,
    memoryBytes: deviceMemory(vendor),
    software: isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe|basic render|\bwarp\b/i.test(all),
  };
}

async function loadDawn(): Promise<{ dawn: DawnPackage; version: string }> {
  const found = findPeerPackage('webgpu');
  if (found === undefined) {
    throw new UsageError(
      `backend webgpu needs the package webgpu, which is not installed; get it with: npm install ${webgpuPackage}`,
    );
  }
  try {
    return { dawn: (await import(found.url)) as DawnPackage, version: found.version };
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw new UsageError(`the package webgpu ${found.version} cannot be loaded here: ${reason}`);
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
