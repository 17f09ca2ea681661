import { existsSync } from 'node:fs';

/** Chromium brings a Vulkan driver that computes on the CPU; where it stands, by distribution. */
const folders = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/usr/lib64/chromium-browser'];

/**
 * Lets the test processes find a software driver. The loader reads these variables when a process starts, so it is too
 * late for them in there. Drivers that somebody has chosen already stay chosen.
 */
export function setup(): void {
  if (process.env.VK_DRIVER_FILES || process.env.VK_ICD_FILENAMES) return;
  const folder = folders.find((each) => existsSync(`${each}/vk_swiftshader_icd.json`));
  if (folder === undefined) return;
  process.env.VK_ICD_FILENAMES = `${folder}/vk_swiftshader_icd.json`;
  process.env.LD_LIBRARY_PATH = [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
}
