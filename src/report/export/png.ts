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
  return (await rendered(svg, zoom)).asPng();
}

/** The same at its own size as plain pixels: red, green, blue and alpha of each, row by row. */
export async function pixelsOf(svg: string): Promise<Uint8Array> {
  return (await rendered(svg, 1)).pixels;
}

async function rendered(
  svg: string,
  value: number,
): Promise<ReturnType<InstanceType<typeof Resvg>['render']>> {
  started ??= initWasm(readFileSync(packages.resolve('@resvg/resvg-wasm/index_bg.wasm')));
  await started;
  const fontBuffers = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) =>
    readFileSync(packages.resolve(`dejavu-fonts-ttf/ttf/${file}`)),
  );
  const image = new Resvg(svg, {
    fitTo: { mode: 'zoom', value },
    font: { fontBuffers, defaultFontFamily: 'DejaVu Sans', loadSystemFonts: false },
  });
  return image.render();
}
