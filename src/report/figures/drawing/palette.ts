/** How the optimizers of an experiment look: in every figure of a results file the same. */
export interface Palette {
  /** All labels, in the order of legends. */
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

/**
 * Places of styles for the optimizers of several experiments, each the same in all of them. Within an experiment they differ in
 * colour as far as that can be: an optimizer that comes later takes the first place whose colour is used least there.
 *
 * @param experiments the optimizers of each, in the order in which they were planned.
 */
export function stylePlaces(experiments: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const optimizers of experiments) {
    for (const optimizer of optimizers) {
      if (places.has(optimizer)) continue;
      const taken = new Set(places.values());
      const used = (place: number) =>
        optimizers.filter((other) => (places.get(other) ?? -1) % light.length === place % light.length)
          .length;
      const free = Array.from({ length: taken.size + light.length }, (_, place) => place).filter(
        (place) => !taken.has(place),
      );
      places.set(
        optimizer,
        free.reduce((best, place) => (used(place) < used(best) ? place : best)),
      );
    }
  }
  return places;
}

/**
 * @param optimizers of an experiment, in the order in which they were planned.
 * @param places of their styles. Default: those of an experiment by itself.
 */
export function paletteOf(
  optimizers: readonly string[],
  places: ReadonlyMap<string, number> = stylePlaces([optimizers]),
): Palette {
  const placeOf = (optimizer: string) => places.get(optimizer) ?? 0;
  const colourOf = (optimizer: string) => placeOf(optimizer) % light.length;
  const timesUsed = (optimizer: string) => Math.floor(placeOf(optimizer) / light.length);
  const groups = groupsOf(optimizers, colourOf);
  return {
    optimizers,
    group: (optimizer) => groups.get(optimizer) ?? 0,
    style: (optimizer) => ({
      colour: `var(--series-${colourOf(optimizer)})`,
      dash: dashes[timesUsed(optimizer) % dashes.length],
    }),
  };
}

/** Of about equal size, each of neighbours: as few as have a colour left for everybody. */
function groupsOf(
  optimizers: readonly string[],
  colourOf: (optimizer: string) => number,
): ReadonlyMap<string, number> {
  const least = Math.ceil(optimizers.length / light.length);
  const groups = new Map<string, number>();
  const colours = new Set<number>();
  let [share, group] = [0, 0];
  optimizers.forEach((optimizer, index) => {
    const now = Math.floor((index * least) / optimizers.length);
    if (now !== share || colours.has(colourOf(optimizer))) {
      if (index > 0) group += 1;
      share = now;
      colours.clear();
    }
    colours.add(colourOf(optimizer));
    groups.set(optimizer, group);
  });
  return groups;
}
