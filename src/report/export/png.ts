import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

const packages = createRequire(import.meta.url);

/** Pixels a unit of the SVG. */
const zoom = 2;

let started: Promise<void> | undefined;

/**
 * Draws an SVG as PNG at double size. Renderer and fonts come with rl-bench, so every machine draws the same pixels.
 */
export async function pngOf(svg: string): Promise<Uint8Array> {
  started ??= initWasm(readFileSync(packages.resolve('@resvg/resvg-wasm/index_bg.wasm')));
  await started;
  const fontBuffers = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) =>
    readFileSync(packages.resolve(`dejavu-fonts-ttf/ttf/${file}`)),
  );
  const image = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: zoom },
    font: { fontBuffers, defaultFontFamily: 'DejaVu Sans', loadSystemFonts: false },
  });
  return image.render().asPng();
}
