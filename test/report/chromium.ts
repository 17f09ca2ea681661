import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const candidates = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Where a Chromium is on this machine; undefined where there is none. */
export const chromiumPath = candidates.find((path) => path !== undefined && existsSync(path));

export function startChromium(): Promise<Browser> {
  // Without its sandbox it also starts as root in a container; what it opens is our own page.
  return chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox'] });
}
