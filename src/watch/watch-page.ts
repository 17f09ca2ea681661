import { documentHead } from '../report/page/document-head.ts';
import { html, trusted } from '../report/page/markup.ts';
import { style } from '../report/page/style.ts';
import { type Episode, longest } from './episode.ts';
import { paced } from './pace.ts';
import { playScript } from './play-script.ts';
import { movingParts, sceneSvg, stillParts } from './scene.ts';

const ownStyle = `
#scene svg { display: block; width: 100%; max-width: 60rem; height: auto; }
#scene .frame { display: none; }
#scene .frame.shown { display: inline; }
.player { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; max-width: 60rem; margin: .75rem 0; }
.player button { font: inherit; min-width: 2.75rem; min-height: 2.75rem; }
.player input { flex: 1 1 12rem; min-height: 2.75rem; }
`;

/**
 * Episodes as one HTML file that plays, pauses and steps, by buttons and by keys. Its one script stands in the page, and
 * its policy allows that script alone; it asks the network for nothing.
 */
export function watchPage(episodes: readonly Episode[], title: string, version: string): string {
  const moments = paced(longest(episodes));
  const frames = moments.map(
    ({ step, duration }, index) =>
      `<g class="frame${index === 0 ? ' shown' : ''}" data-step="${step}" data-ms="${duration}">${movingParts(episodes, step)}</g>`,
  );
  const scene = sceneSvg(
    episodes,
    stillParts(episodes) + frames.join(''),
    ' role="img" aria-label="the episodes"',
  );
  return html`<!doctype html>
<html lang="en">
${documentHead(title, style + ownStyle, playScript)}
<body>
<header>
<h1>${title}</h1>
<p class="about">rl-bench ${version}; space plays and pauses, the arrow keys step</p>
</header>
<main>
<div id="scene">${trusted(scene)}</div>
<div class="player">
<button id="play" type="button" aria-label="play or pause">⏸</button>
<button id="back" type="button" aria-label="one step back">◀</button>
<button id="on" type="button" aria-label="one step on">▶</button>
<input id="at" type="range" min="0" max="${moments.length - 1}" value="0" aria-label="moment">
<output id="step">step 0</output>
</div>
</main>
<script>${trusted(playScript)}</script>
</body>
</html>
`.source;
}
