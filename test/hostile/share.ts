/** What share of the full counts is tried: `HOSTILE_SHARE=0.05 npm run test:hostile` for a short form. */
const share = Number(process.env.HOSTILE_SHARE ?? 1);
/** Which part of them: `HOSTILE_PART=2/4` for every fourth, from the second on, so that a long count can be made in parts. */
const [part, parts] = (process.env.HOSTILE_PART ?? '1/1').split('/').map(Number) as [number, number];

/** How many of so many are tried, at least one. */
export function shareOf(fullCount: number): number {
  return Math.max(1, Math.round(fullCount * share));
}

/** The numbers of the cases that are tried. */
export function casesOf(fullCount: number): number[] {
  return Array.from({ length: shareOf(fullCount) }, (_, index) => index).filter(
    (index) => index % parts === part - 1,
  );
}
