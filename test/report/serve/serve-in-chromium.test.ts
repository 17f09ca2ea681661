import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../src/store/index.ts';
import { cli, started, temporaryFolder } from '../../cli/command.ts';
import { database } from '../../cli/contents.ts';
import { end, evaluation, newExperiment } from '../../store/records.ts';
import { chromiumPath, openAddress, startChromium, widths } from '../chromium.ts';

/** Longer than anything here takes on a busy machine, in milliseconds. */
const patience = 120_000;

/** Goes on for longer than anybody looks. */
const training = [
  ...['--env', 'cartpole', '--optimizers', 'ADAM', 'SGD', '--seeds', '2', '--eval-episodes', '1', '--quiet'],
  ...['--num-envs', '2', '--num-steps', '512', '--update-epochs', '1', '--network', 'mlp(sizes=[8])'],
  ...['--evaluations', '10000', '--total-timesteps', '20M', '--workers', '1', '--title', 'under way'],
];

/** Starts `rl-bench report --serve` in a folder, until the test ends. @returns the address that it prints. */
async function served(folder: string) {
  const child = spawn(process.execPath, [cli, 'report', '--serve'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [address] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { address, child };
}

/** The curves over steps as they are drawn: another text whenever an evaluation has come. */
const curves = (tab: Page): Promise<string> =>
  tab.evaluate(`[...document.querySelectorAll('#experiment-1-learning-curves path[stroke-width], #experiment-1-learning-curves g[stroke-width] path')]
    .map((path) => path.getAttribute('d')).join('\\n')`);

/** How many points they have. Beyond some 100 a curve has no more of them. */
const points = async (tab: Page): Promise<number> => (await curves(tab)).split(/[L\n]/).length;

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const began = performance.now();
  while (!(await isSo())) {
    if (performance.now() - began > patience) expect.fail('it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const shows = (tab: Page, text: string) => tab.getByText(text).first().waitFor({ timeout: patience });

describe.skipIf(chromiumPath === undefined)('report --serve in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());

  test('follows a training for two readers, to its end, its next start, and to another file', async () => {
    const folder = temporaryFolder();
    const { address, child } = await served(folder);
    const open = (width: number) => openAddress(browser, address, (url) => url.startsWith(address), width);
    const [one, other] = [await open(widths.desktop), await open(widths.phone)];
    await shows(one.tab, 'there is no such file');

    const first = started(folder, training);
    onTestFinished(() => first.kill('SIGKILL'));
    for (const { tab } of [one, other]) {
      await until(async () => (await points(tab)) > 4);
      const before = await curves(tab);
      await until(async () => (await curves(tab)) !== before);
    }

    first.kill('SIGINT');
    await first.end;
    for (const { tab } of [one, other]) await shows(tab, 'stopped');
    expect(await one.tab.locator('#run-table tbody tr').count()).toBe(4);
    await one.tab.getByRole('checkbox', { name: /interrupted$/ }).uncheck();
    const left = await one.tab.locator('#run-table tbody td:nth-child(8)').allTextContents();
    expect(left).not.toContain('interrupted');
    await one.tab.getByRole('checkbox', { name: /interrupted$/ }).check();
    await one.tab.locator('#run-table').getByRole('button', { name: 'seed' }).click();
    const seeds = () => one.tab.locator('#run-table tbody td:nth-child(7)').allTextContents();
    expect(await seeds()).toEqual(['1', '1', '2', '2']);
    await one.tab.locator('#run-table').getByRole('button', { name: 'seed' }).click();
    expect(await seeds()).toEqual(['2', '2', '1', '1']);

    const second = started(folder, ['resume', '--quiet']);
    onTestFinished(() => second.kill('SIGKILL'));
    await one.tab.locator('#experiments').getByText('running').waitFor({ timeout: patience });
    const before = await curves(one.tab);
    await until(async () => (await curves(one.tab)) !== before);
    second.kill('SIGINT');
    await second.end;

    const replacement = join(folder, 'other.sqlite');
    const store = openStore(replacement);
    for (const title of ['replaced', 'and one more']) {
      const { runIds } = store.createExperiment(newExperiment([{}], { title }));
      store.startRuns(runIds);
      store.write(runIds, [evaluation(), end()]);
    }
    store.close();
    // The log of the file before, which a reader may have kept from being taken away, is none of the new one's.
    for (const log of ['-wal', '-shm']) rmSync(join(folder, `${database}${log}`), { force: true });
    renameSync(replacement, join(folder, database));
    await one.tab.locator('#pieces h2', { hasText: 'and one more' }).waitFor({ timeout: patience });
    expect(await one.tab.locator('#pieces h2.experiment').count()).toBe(1);
    await one.tab.getByRole('checkbox', { name: 'show replaced' }).check();
    await one.tab.locator('#pieces h2', { hasText: 'replaced' }).waitFor({ timeout: patience });
    expect(await one.tab.locator('#pieces h2.experiment').allTextContents()).toEqual([
      'replaced',
      'and one more',
    ]);

    for (const { tab, complaints } of [one, other]) {
      expect(complaints).toEqual([]);
      expect(
        await tab.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
      ).toBe(0);
    }
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
    await shows(one.tab, 'The server no longer answers');
  });
});
