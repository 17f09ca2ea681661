/** What takes a part of the time. */
interface Costed {
  readonly cost: number;
}

/**
 * Deals units to places so that all end at about the same time: the longest first, each to the place that has least to do.
 * Units that cost the same go to one place after the other, so the parts of a population are spread, and what the model of
 * costs does not know of an optimizer or a task concerns all places alike.
 *
 * @returns of every place its units, in the order in which they were given.
 */
export function dealt<T extends Costed>(units: readonly T[], places: number): T[][] {
  const busy = new Array<number>(places).fill(0);
  const placeOf = new Map<T, number>();
  for (const unit of [...units].sort((a, b) => b.cost - a.cost)) {
    const place = leastOf(busy);
    busy[place]! += unit.cost;
    placeOf.set(unit, place);
  }
  const own = busy.map((): T[] => []);
  for (const unit of units) own[placeOf.get(unit)!]!.push(unit);
  return own;
}

/** When the last place ends. */
export function longest(places: readonly (readonly Costed[])[]): number {
  return Math.max(0, ...places.map((own) => own.reduce((sum, { cost }) => sum + cost, 0)));
}

function leastOf(busy: readonly number[]): number {
  let least = 0;
  for (let place = 1; place < busy.length; place++) if (busy[place]! < busy[least]!) least = place;
  return least;
}
