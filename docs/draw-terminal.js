/**
 * Draws what stands in a terminal as SVG, for the README. From a terminal of 80 columns in tmux, in an empty folder:
 *
 *   npx rl-bench --env point-nav --optimizers MILO ADAMW
 *   tmux capture-pane -p | node docs/draw-terminal.js "progress of two optimizers, and the final table" > docs/images/main-job.svg
 *
 * The text is drawn from the first command line (`$ …`) to the line before the empty one that ends the notes.
 */
import { readFileSync } from 'node:fs';

const lineHeight = 19;
const margin = 18;
const firstLine = 48;
/** Of a letter, at 14 pixels. */
const width = 8.43;

const about = process.argv[2] ?? 'rl-bench in a terminal';
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
/** Runs of blanks would be drawn as one. */
const columned = (line) => escaped(line).replaceAll(' ', '\u00a0');

const screen = readFileSync(0, 'utf8').trimEnd().split('\n');
const first = screen.findIndex((line) => line.includes('$ '));
const last = screen.findIndex((line) => line.startsWith('Everything is in'));
const lines = screen
  .slice(first, last < 0 ? undefined : last - 1)
  .map((line, index) => (index === 0 ? line.slice(line.indexOf('$ ')) : line).trimEnd());

const columns = Math.max(...lines.map((line) => line.length));
const [w, h] = [Math.ceil(2 * margin + columns * width), firstLine + lines.length * lineHeight + 4];
const dots = ['#ff5f57', '#febc2e', '#28c840'].map(
  (color, index) => `<circle cx="${22 + 18 * index}" cy="16" r="5.5" fill="${color}"/>`,
);
const texts = lines.map((line, index) => {
  const color = line.startsWith('$ ') ? ' fill="#7ee787"' : '';
  return `<text x="${margin}" y="${firstLine + index * lineHeight}"${color}>${columned(line)}</text>`;
});
const label = escaped(`rl-bench in a terminal: ${about}`).replaceAll('"', '&quot;');
console.log(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" role="img" aria-label="${label}">
<title>${label}</title>
<rect width="${w}" height="${h}" rx="8" fill="#16191f"/>
${dots.join('\n')}
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#d7dae0">
${texts.join('\n')}
</g>
</svg>`);
