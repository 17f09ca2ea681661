import { lightSvg } from '../report/export/light-svg.ts';
import { pixelsOf } from '../report/export/png.ts';
import { type Episode, longest } from './episode.ts';
import { type GifFrame, gif } from './gif.ts';
import { paced } from './pace.ts';
import { movingParts, sceneSize, sceneSvg, stillParts } from './scene.ts';

/** Episodes as an animated GIF that plays over and over. */
export async function animatedGif(episodes: readonly Episode[], signal?: AbortSignal): Promise<Uint8Array> {
  const { width, height } = sceneSize(episodes);
  const still = stillParts(episodes);
  const frames: GifFrame[] = [];
  for (const { step, duration } of paced(longest(episodes))) {
    signal?.throwIfAborted();
    const svg = lightSvg(sceneSvg(episodes, still + movingParts(episodes, step)));
    frames.push({ pixels: await pixelsOf(svg), duration });
  }
  return gif(width, height, frames);
}
