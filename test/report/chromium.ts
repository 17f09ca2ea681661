import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

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

export const widths = { desktop: 1280, phone: 390 };

/** A page in the browser, and what went wrong on it: errors, messages, and whatever it asked the network for. */
export interface Opened {
  readonly tab: Page;
  readonly complaints: readonly string[];
}

/** Opens the page in a file, until the test ends. */
export function openPage(
  browser: Browser,
  path: string,
  width: number,
  colorScheme: 'light' | 'dark',
): Promise<Opened> {
  const file = pathToFileURL(path).href;
  return openAddress(browser, file, (url) => url === file, width, colorScheme);
}

/** Opens an address, until the test ends. @param mayAsk for what the page may ask. */
export async function openAddress(
  browser: Browser,
  address: string,
  mayAsk: (url: string) => boolean,
  width: number = widths.desktop,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<Opened> {
  const tab = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
  onTestFinished(() => tab.close());
  const complaints: string[] = [];
  tab.on('console', (message) => complaints.push(`console: ${message.text()}`));
  tab.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  tab.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  tab.on('request', (request) => {
    if (!mayAsk(request.url()) && !request.url().startsWith('data:'))
      complaints.push(`request: ${request.url()}`);
  });
  await tab.goto(address);
  return { tab, complaints };
}
