import { themes } from '../figures/index.ts';

/** Installed with rl-bench, so that pictures look the same everywhere. */
export const fontFamily = 'DejaVu Sans, Verdana, sans-serif';

/** An SVG in the colours for a light ground, with nothing left that a style sheet would have to say. */
export function lightSvg(svg: string): string {
  return svg
    .replaceAll(/var\((--[\w-]+)\)/g, (variable, name: string) => themes.light[name] ?? variable)
    .replaceAll('currentColor', themes.light['--ink']!)
    .replaceAll(/ font-family="[^"]*"/g, ` font-family="${fontFamily}"`);
}
