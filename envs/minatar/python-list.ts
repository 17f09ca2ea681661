/**
 * Elements from the last to the first while some are removed, as Python's `reversed` goes through a list: by places, and no
 * further once the list has become shorter than the next place.
 */
export function* backwards<Element>(list: readonly Element[]): Generator<Element> {
  for (let place = list.length - 1; place >= 0 && place < list.length; place--) yield list[place]!;
}

/** Removes the first element that has the same numbers, as Python's `list.remove` does. */
export function removeEqual(list: number[][], element: readonly number[]): void {
  const place = list.findIndex((each) => each.every((value, index) => value === element[index]));
  if (place >= 0) list.splice(place, 1);
}
