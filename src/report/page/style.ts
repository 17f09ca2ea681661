import { themes } from '../figures/index.ts';

function variables(theme: Readonly<Record<string, string>>): string {
  return Object.entries(theme)
    .map(([name, value]) => `${name}: ${value};`)
    .join(' ');
}

const { light, dark } = themes;

/** The style of the page: one column, wide things scroll in a box of their own, paper is always light. */
export const style = `
:root { color-scheme: light dark; ${variables(light)} --muted: #5c6670; --rule: #d9dee3; --box: #f5f7f9; --link: #0b5cad; }
@media (prefers-color-scheme: dark) {
  :root { ${variables(dark)} --muted: #9aa4ae; --rule: #333a42; --box: #1d2227; --link: #7cb8f5; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 72rem; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 3rem 0 .75rem; }
h3 { font-size: .875rem; font-weight: 600; margin: 0 0 .25rem; }
p, ul.plain { max-width: 46rem; }
a { color: var(--link); }
.about, figcaption, summary, nav { color: var(--muted); font-size: .9rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; margin: 1rem 0 0; padding: 0; }
figure { margin: 0; }
figcaption { margin: .5rem 0; max-width: 46rem; }
.figures { display: grid; column-gap: 2rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 30rem), 1fr)); }
.figures > section { min-width: 0; }
.figures > section:has(.panel:nth-child(2)) { grid-column: 1 / -1; }
.panels { display: grid; gap: 1.25rem 2rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); }
.panel { min-width: 0; max-width: 30rem; }
.panels:not(:has(> :nth-child(3))) { grid-template-columns: repeat(auto-fill, minmax(min(100%, 28rem), 1fr)); }
.panel svg { display: block; width: 100%; height: auto; overflow: visible; font-family: inherit; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; margin: 0 0 .75rem; padding: 0; font-size: .875rem; }
.legend li { display: flex; align-items: center; gap: .4rem; min-width: 0; }
.legend svg { flex: none; width: 30px; height: 8px; }
.wide { overflow-x: auto; }
.wide + h3, .wide + .wide { margin-top: 1.5rem; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--rule); overflow-wrap: normal; }
th { font-weight: 600; color: var(--muted); white-space: nowrap; }
th.number, td.number { text-align: right; white-space: nowrap; }
td.label { min-width: 6rem; overflow-wrap: anywhere; }
pre { overflow-x: auto; margin: .5rem 0; padding: .75rem 1rem; background: var(--box); border-radius: 6px;
  font: .8rem/1.45 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
pre.wraps { white-space: pre-wrap; }
summary { cursor: pointer; }
details.more { margin-top: 1rem; }
details.more > .panels { margin-top: 1rem; }
dl { margin: 0; display: grid; grid-template-columns: minmax(6rem, max-content) 1fr; gap: .25rem 1rem; font-size: .9rem; }
dt { color: var(--muted); }
dd { margin: 0; min-width: 0; }
@media print {
  :root { color-scheme: light; ${variables(light)} --muted: #444; --rule: #ccc; --box: #fff; }
  body { padding: 0; max-width: none; font-size: 10.5pt; }
  nav, details.sql { display: none; }
  details.more::details-content { content-visibility: visible; display: block; }
  .figures { grid-template-columns: 1fr 1fr; }
  .panels:has(> :nth-child(2)) { grid-template-columns: 1fr 1fr; }
  .panel, tr, figcaption { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  h2 { margin-top: 1.5rem; }
  pre { white-space: pre-wrap; }
  .wide { overflow: visible; }
}
`;
