import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { experimentFacts } from '../../src/report/experiment-facts.ts';
import { experimentReport } from '../../src/report/experiment-report.ts';
import { figures } from '../../src/report/figures/index.ts';
import { page } from '../../src/report/page/page.ts';
import { newStore } from '../store/new-store.ts';
import { temporaryFolder } from '../store/temporary-folder.ts';
import { chromiumPath, openPage, startChromium, widths } from './chromium.ts';
import { addMadeExperiment, hostileTitle } from './made-experiment.ts';

if (chromiumPath === undefined) {
  console.warn(
    'no Chromium found (CHROMIUM_PATH, /usr/bin/chromium, …): pages are not looked at in a browser',
  );
}

describe.skipIf(chromiumPath === undefined)('the report in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());

  let madeOnce: string | undefined;
  function madePage(): string {
    const store = newStore();
    addMadeExperiment(store, { switches: true });
    return page(experimentReport(store.db, experimentFacts(store.db)));
  }

  function open(width: number, colorScheme: 'light' | 'dark' = 'light') {
    madeOnce ??= madePage();
    const path = join(temporaryFolder(), 'report.html');
    writeFileSync(path, madeOnce);
    return openPage(browser, path, width, colorScheme);
  }

  test.each(Object.entries(widths))('shows every figure on a %s without a complaint', async (_, width) => {
    const { tab, complaints } = await open(width);
    for (const { id } of figures) {
      const panels = tab.locator(`#${id} .panels > .panel > svg`);
      const visible = await panels.first().boundingBox();
      expect(visible!.width, id).toBeGreaterThan(300);
      expect(visible!.width, id).toBeLessThanOrEqual(width);
    }
    expect(await tab.title()).toContain(hostileTitle);
    expect(complaints).toEqual([]);
  });

  test.each(Object.entries(widths))(
    'does not scroll sideways on a %s, folded or unfolded',
    async (_, width) => {
      const { tab } = await open(width);
      const overflow = () =>
        tab.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      expect(await overflow()).toBe(0);
      await tab.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
      expect(await overflow()).toBe(0);
    },
  );

  test('is light on dark where the reader wants it', async () => {
    const colours = async (scheme: 'light' | 'dark') => {
      const { tab } = await open(widths.desktop, scheme);
      return tab.evaluate(`[
        getComputedStyle(document.body).backgroundColor,
        getComputedStyle(document.querySelector('#learning-curves path[d^=M]')).stroke,
        getComputedStyle(document.querySelector('#learning-curves text')).fill,
      ]`);
    };
    expect(await colours('light')).toEqual(['rgb(255, 255, 255)', expect.any(String), 'rgb(27, 31, 36)']);
    expect(await colours('dark')).toEqual(['rgb(21, 24, 28)', expect.any(String), 'rgb(230, 232, 235)']);
  });

  test('keeps what it draws inside of its panels', async () => {
    const { tab } = await open(widths.phone);
    const outside = await tab.evaluate(`[...document.querySelectorAll('.panel svg text')].flatMap((text) => {
      const [inner, outer] = [text.getBoundingClientRect(), text.ownerSVGElement.getBoundingClientRect()];
      return inner.width > 0 && (inner.left < outer.left - 2 || inner.right > outer.right + 2) ? [text.textContent] : [];
    })`);
    expect(outside).toEqual([]);
  });

  test('prints', async () => {
    const { tab } = await open(widths.desktop, 'dark');
    const pdf = await tab.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await tab.emulateMedia({ media: 'print' });
    expect(await tab.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await tab.locator('nav').isVisible()).toBe(false);
  });
});
