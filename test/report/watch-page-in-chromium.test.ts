import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawingOf } from '../../envs/index.ts';
import type { Episode } from '../../src/watch/episode.ts';
import { watchPage } from '../../src/watch/watch-page.ts';
import { temporaryFolder } from '../store/temporary-folder.ts';
import { chromiumPath, openPage, startChromium, widths } from './chromium.ts';

/** A cart that rolls to the right under a pole that falls, for so many steps. */
function episode(run: number, steps: number): Episode {
  return {
    ...{ run, optimizer: 'ADAM', learningRate: 0.001, runSeed: 1, env: 'cartpole', episode: 0 },
    drawing: drawingOf('cartpole'),
    success: false,
    frames: Array.from({ length: steps + 1 }, (_, step) => ({
      observations: [Float32Array.of(step / 20, 0, step / 40, 0)],
      actions: step === 0 ? null : [[1]],
      total: step,
    })),
  };
}

describe.skipIf(chromiumPath === undefined)('the page of episodes in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser.close());

  test.each([
    ['desktop', 'light'],
    ['phone', 'dark'],
  ] as const)('plays, pauses and steps without a complaint (%s, %s)', async (width, scheme) => {
    const path = join(temporaryFolder(), 'episode.html');
    writeFileSync(path, watchPage([episode(1, 8), episode(2, 5)], 'Runs 1, 2', '0.0.0'));
    const { tab, complaints } = await openPage(browser, path, widths[width], scheme);
    const step = (): Promise<string | null> => tab.textContent('#step');
    await expect.poll(step).not.toBe('step 0');
    await tab.click('#play');
    const paused = await step();
    await tab.waitForTimeout(200);
    expect(await step()).toBe(paused);
    await tab.fill('#at', '3');
    expect(await step()).toBe('step 3');
    await tab.click('#on');
    expect(await step()).toBe('step 4');
    await tab.click('#back');
    await tab.click('#back');
    expect(await step()).toBe('step 2');
    await tab.locator('h1').click();
    await tab.keyboard.press('ArrowRight');
    await tab.evaluate('document.activeElement.blur()');
    await tab.keyboard.press('ArrowRight');
    expect(await tab.locator('#scene .frame.shown').count()).toBe(1);
    expect(await tab.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(complaints).toEqual([]);
  });
});
