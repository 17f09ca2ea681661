/**
 * Takes the README's pictures of a report, in Chromium. In an empty folder:
 *
 *   npx rl-bench --env cartpole --optimizers MILO ADAMW SGD --learning-rates 0.001 0.01 0.1 --seeds 5 \
 *     --total-timesteps 20000 --title "CartPole at three learning rates"
 *   npx rl-bench report --out report.html
 *   node docs/draw-report.js report.html
 *
 * Where Chromium is, CHROMIUM_PATH says. The picture for phones shows seconds: train on a machine that has nothing else to do,
 * or keep the other one.
 */
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const page = pathToFileURL(resolve(process.argv[2] ?? 'report.html')).href;
const images = fileURLToPath(new URL('images/', import.meta.url));

const pictures = [
  { name: 'report-desktop.png', width: 1200, height: 1500, theme: 'light', from: '#comparison', scale: 1 },
  { name: 'report-phone.png', width: 390, height: 1000, theme: 'dark', from: '#learning-curves', scale: 1.5 },
];

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
for (const { name, width, height, theme, from, scale } of pictures) {
  const viewport = { width, height };
  const tab = await browser.newPage({ viewport, colorScheme: theme, deviceScaleFactor: scale });
  await tab.goto(page);
  await tab.locator(from).evaluate((section) => section.scrollIntoView());
  await tab.screenshot({ path: `${images}${name}` });
}
await browser.close();
