/** How the optimizers of an experiment look: in every figure the same. */
export interface Palette {
  /** All labels, in the order in which they were planned. */
  readonly optimizers: readonly string[];
  /** How the lines and dots of an optimizer are drawn. */
  style(optimizer: string): SeriesStyle;
  /** Optimizers of the same group differ in colour. */
  group(optimizer: string): number;
}

export interface SeriesStyle {
  readonly colour: string;
  /** For `stroke-dasharray`; undefined a line without gaps. */
  readonly dash: string | undefined;
}

/** Seven colours for a light ground; `dark` their like for a dark one. */
const light = ['#188eff', '#c82307', '#027a77', '#ff7a05', '#013a90', '#b097b1', '#50272b'];
const dark = ['#72ddfe', '#b64517', '#33b576', '#cbd610', '#415dd9', '#b188e5', '#ffffd9'];

/**
 * The variables that figures are coloured with, and their values.
 *
 * The colours of the series were searched for: the nearest two are as far apart as can be (in OKLab) for trichromats and
 * for all three kinds of dichromats (Machado et al. 2009), while each keeps some contrast with the ground.
 */
export const themes: Readonly<Record<'light' | 'dark', Readonly<Record<string, string>>>> = {
  light: { ...seriesVariables(light), '--ground': '#ffffff', '--ink': '#1b1f24' },
  dark: { ...seriesVariables(dark), '--ground': '#15181c', '--ink': '#e6e8eb' },
};

function seriesVariables(colours: readonly string[]): Record<string, string> {
  return Object.fromEntries(colours.map((colour, index) => [`--series-${index}`, colour]));
}

/** Where the colours are used up they come again with other dashes: 28 that differ. */
const dashes = [undefined, '7 3', '2 2.5', '9 3 2 3'];

export function paletteOf(optimizers: readonly string[]): Palette {
  const places = new Map(optimizers.map((optimizer, place) => [optimizer, place]));
  const placeOf = (optimizer: string) => places.get(optimizer) ?? 0;
  const groups = Math.ceil(optimizers.length / light.length);
  /** Of about equal size, each of neighbours: as few as have a colour left for everybody. */
  const group = (optimizer: string) =>
    Math.floor((placeOf(optimizer) * groups) / Math.max(1, optimizers.length));
  const timesUsed = (optimizer: string) => Math.floor(placeOf(optimizer) / light.length);
  return {
    optimizers,
    group,
    style: (optimizer) => ({
      colour: `var(--series-${placeOf(optimizer) % light.length})`,
      dash: dashes[timesUsed(optimizer) % dashes.length],
    }),
  };
}
