/** What share of the full counts is tried: `HOSTILE_SHARE=0.05 npm run test:hostile` for a short form. */
const share = Number(process.env.HOSTILE_SHARE ?? 1);

/** How many of so many are tried, at least one. */
export function shareOf(fullCount: number): number {
  return Math.max(1, Math.round(fullCount * share));
}
