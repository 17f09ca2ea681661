import { documentHead } from '../page/document-head.ts';
import { html, trusted } from '../page/markup.ts';
import { style } from '../page/style.ts';
import { liveScript } from './live-script.ts';

const ownStyle = `
#problem { margin: 1rem 0; padding: .5rem 1rem; background: var(--box); border-left: 4px solid var(--series-1); border-radius: 4px; }
#problem:empty { display: none; }
h2.experiment { font-size: 1.5rem; border-top: 1px solid var(--rule); padding-top: 1.5rem; }
th button { all: unset; cursor: pointer; }
th button:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
th[aria-sort=ascending] button::after { content: " ↑"; }
th[aria-sort=descending] button::after { content: " ↓"; }
.tall { max-height: 26rem; overflow: auto; }
.tall th { position: sticky; top: 0; background: var(--ground); }
.filters { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .5rem 0; font-size: .9rem; }
.filters label, td label { display: flex; align-items: center; gap: .4rem; min-height: 1.75rem; }
.pieces > div { min-width: 0; }
`;

/**
 * The page that follows a results file. Its one script stands in it, its policy allows that script alone, and lets it ask the
 * server that the page came from. Markup that comes later cannot run anything.
 */
export const livePage = html`<!doctype html>
<html lang="en">
${documentHead('Results as they grow', style + ownStyle, liveScript, true)}
<body>
<header>
<h1>Results as they grow</h1>
<p class="about" id="moment" role="status">Reading the file …</p>
<p id="problem" role="alert"></p>
</header>
<main>
<section id="experiments">
<h2>Experiments</h2>
<div class="wide tall"><table></table></div>
</section>
<section id="run-table">
<h2>Runs</h2>
<div class="filters"></div>
<div class="wide tall"><table></table></div>
<p class="about"></p>
</section>
<div id="pieces"></div>
<noscript><p>This page follows the file by a script; rl-bench report writes one that needs none.</p></noscript>
</main>
<script>${trusted(liveScript)}</script>
</body>
</html>
`.source;
