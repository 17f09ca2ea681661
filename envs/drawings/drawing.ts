/** Width and height of every drawing, in units of its own. */
export const drawingSize = { width: 300, height: 200 } as const;

/** One moment of an episode, as it is seen. */
export interface Moment {
  /** What each agent observes, raw, as the task writes it; one entry an agent. */
  readonly observations: readonly ArrayLike<number>[];
}

/** How the moments of an environment look. */
export interface Drawing {
  /** Names of the numbers in an observation, in order; for a line of state. */
  readonly names: readonly string[];
  /**
   * Elements of SVG within `0 0 300 200`: a pure function of the moment. Colours are `var(--ink)` and `var(--series-0)` to
   * `var(--series-6)`, which readers' themes decide.
   */
  draw(moment: Moment): string;
}

/** A number as it stands in a path: tenths are enough, and pages stay small. */
export function place(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 10) / 10) : '0';
}

/** A line from one point to another. */
export function line(from: readonly number[], to: readonly number[], colour: string, width: number): string {
  const [x1, y1, x2, y2] = [...from, ...to].map(place);
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${colour}" stroke-width="${width}" stroke-linecap="round"/>`;
}

/** A disc, or with `ring` a circle. */
export function disc(at: readonly number[], radius: number, colour: string, ring = false): string {
  const paint = ring ? `fill="none" stroke="${colour}" stroke-width="2"` : `fill="${colour}"`;
  return `<circle cx="${place(at[0]!)}" cy="${place(at[1]!)}" r="${place(radius)}" ${paint}/>`;
}
