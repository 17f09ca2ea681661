import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OutputFolder } from '../../src/export/output-folder.ts';
import { drawnFunction } from '../../src/loss-map/drawn-function.ts';
import { contourFigure } from '../../src/loss-map/figures/contours.ts';
import { lossMapPage } from '../../src/loss-map/page/page.ts';
import { writePolicyFiles } from '../../src/loss-map/policy/write-files.ts';
import { paletteOf } from '../../src/report/figures/index.ts';
import { chromiumPath, openPage, startChromium, widths } from '../report/chromium.ts';
import { newStore } from '../store/new-store.ts';
import { temporaryFolder } from '../store/temporary-folder.ts';
import { madeMaps } from './made-maps.ts';
import { madePolicyMap } from './policy/made-policy-map.ts';

describe.skipIf(chromiumPath === undefined)('the page of loss maps in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());

  let mapsOnce: ReturnType<typeof madeMaps> | undefined;

  async function functionsPage(path: string) {
    mapsOnce ??= madeMaps(newStore());
    const maps = await mapsOnce;
    const palette = paletteOf(maps[0]!.summaries.map(({ optimizer }) => optimizer));
    const contours = maps.map((map) => contourFigure(drawnFunction(map), palette));
    const title = 'hostile </script><script>alert(1)</script>';
    const facts = { title, command: 'rl-bench loss-map', version: '0', tolerance: 0.01 };
    writeFileSync(path, lossMapPage({ ...facts, maps, contours, palette }));
  }

  async function policyPage(path: string) {
    const folder = new OutputFolder(dirname(path));
    await writePolicyFiles(newStore().db, folder, madePolicyMap, {
      command: 'rl-bench loss-map',
      version: '0',
    });
  }

  async function open(width: number, colorScheme: 'light' | 'dark' = 'light', write = functionsPage) {
    const path = join(temporaryFolder(), 'loss-map.html');
    await write(path);
    const opened = await openPage(browser, path, width, colorScheme);
    await nextFrame(opened.tab);
    return opened;
  }

  const nextFrame = (tab: Page) =>
    tab.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');

  /** What is on the first canvas, and how many of its pixels are painted. */
  const picture = async (tab: Page) => {
    await nextFrame(tab);
    return tab.evaluate('document.querySelector("canvas").toDataURL()');
  };
  const painted = (tab: Page): Promise<number> =>
    tab.evaluate(`(() => {
      const canvas = document.querySelector('canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((_, index) => index % 4 === 3).filter((alpha) => alpha > 0).length / (data.length / 4);
    })()`);

  test.each(Object.entries(widths))('draws its surfaces on a %s, without a complaint', async (_, width) => {
    const { tab, complaints } = await open(width);
    expect(await tab.locator('canvas').count()).toBe(2);
    expect(await painted(tab)).toBeGreaterThan(0.1);
    expect(
      await tab.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
    ).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('turns when it is dragged and by its sliders, and shows the ways that are asked for', async () => {
    const { tab, complaints } = await open(widths.desktop);
    const seen = new Set([await picture(tab)]);
    const box = (await tab.locator('canvas').first().boundingBox())!;
    await tab.mouse.move(box.x + 100, box.y + 100);
    await tab.mouse.down();
    await tab.mouse.move(box.x + 180, box.y + 120);
    await tab.mouse.up();
    seen.add(await picture(tab));
    const first = tab.locator('[data-surface]').first();
    await first.locator('input[name=tilt]').fill('20');
    seen.add(await picture(tab));
    await first.getByLabel('all starts').check();
    seen.add(await picture(tab));
    await first.getByLabel('ADAM(eps=1e-7)').uncheck();
    seen.add(await picture(tab));
    expect(seen.size).toBe(5);
    await tab.mouse.move(box.x + 10, box.y + 10);
    expect(seen).toContain(await picture(tab));
    expect(complaints).toEqual([]);
  });

  test('shows the loss of a policy, whose one way can be hidden', async () => {
    const { tab, complaints } = await open(widths.phone, 'light', policyPage);
    expect(await painted(tab)).toBeGreaterThan(0.1);
    const seen = new Set([await picture(tab)]);
    await tab.getByRole('checkbox', { name: 'ADAM' }).uncheck();
    seen.add(await picture(tab));
    expect(seen.size).toBe(2);
    expect(await tab.getByLabel('all starts').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('is light on dark where the reader wants it', async () => {
    const { tab } = await open(widths.desktop, 'dark');
    const dark = await picture(tab);
    await tab.emulateMedia({ colorScheme: 'light' });
    expect(await picture(tab)).not.toBe(dark);
    expect(await tab.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
  });
});
