import { lightSvg } from '../report/export/light-svg.ts';
import { type Episode, longest } from './episode.ts';
import { paced } from './pace.ts';
import { movingParts, sceneSvg, stillParts } from './scene.ts';

/** Episodes as one SVG that plays by itself, over and over; what does not animate shows the start. */
export function animatedSvg(episodes: readonly Episode[]): string {
  const moments = paced(longest(episodes));
  const whole = moments.reduce((sum, { duration }) => sum + duration, 0);
  let begun = 0;
  const frames = moments.map(({ step, duration }, index) => {
    const [from, to] = [begun / whole, (begun + duration) / whole].map((share) => share.toFixed(5));
    begun += duration;
    const isLast = index === moments.length - 1;
    const values = index === 0 ? 'visible;hidden' : isLast ? 'hidden;visible' : 'hidden;visible;hidden';
    const times = index === 0 ? `0;${to}` : isLast ? `0;${from}` : `0;${from};${to}`;
    const animation =
      moments.length === 1
        ? ''
        : `<animate attributeName="visibility" calcMode="discrete" values="${values}" keyTimes="${times}" dur="${whole}ms" repeatCount="indefinite"/>`;
    return `<g visibility="${index === 0 ? 'visible' : 'hidden'}">${animation}${movingParts(episodes, step)}</g>`;
  });
  return lightSvg(`${sceneSvg(episodes, stillParts(episodes) + frames.join(''))}\n`);
}
