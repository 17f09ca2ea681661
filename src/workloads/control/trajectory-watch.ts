import { makeEnv, type Places } from '../../../envs/index.ts';

/** Episodes of each player that are kept, enough to draw. */
const keptEpisodes = 4;
/** Points of an episode that are kept, about. */
const keptPoints = 100;

/** A point of the way of a player. */
export interface TrajectoryPoint {
  /** 0 is the start. */
  readonly step: number;
  /** Two or three coordinates each. */
  readonly position: readonly number[];
  readonly goal: readonly number[];
}

/** How many points of a member's ways are kept at most: none in a task that does not move in space. */
export function mostTrajectoryPoints(env: string, episodes: number): number {
  const { places, maxEpisodeSteps, agents } = makeEnv(env, { size: 1 }).spec;
  if (!places) return 0;
  const points = 1 + Math.ceil(maxEpisodeSteps / stepsBetween(maxEpisodeSteps));
  return agents * Math.min(keptEpisodes, episodes) * points;
}

/** From one point that is kept to the next. */
function stepsBetween(maxEpisodeSteps: number): number {
  return Math.ceil(maxEpisodeSteps / keptPoints);
}

/** Watches where players go in the episodes of an evaluation. */
export class TrajectoryWatch {
  readonly #places: Places;
  readonly #width: number;
  readonly #every: number;
  /** Of each row that is watched. */
  readonly #points = new Map<number, TrajectoryPoint[]>();

  /** @param width of an observation. */
  constructor(places: Places, width: number, maxEpisodeSteps: number) {
    this.#places = places;
    this.#width = width;
    this.#every = stepsBetween(maxEpisodeSteps);
  }

  /** Watches the first of a player's rows from here on, which is the start of an episode. */
  begin(rows: readonly number[], observations: Float32Array): void {
    for (const row of rows.slice(0, keptEpisodes)) this.#points.set(row, [this.#point(0, row, observations)]);
  }

  /**
   * @param step made: 1, 2, … @param ended true if it was the episode's last.
   * @param observations that it led to, of all rows.
   */
  see(row: number, step: number, ended: boolean, observations: Float32Array): void {
    const points = this.#points.get(row);
    if (points && (ended || step % this.#every === 0)) points.push(this.#point(step, row, observations));
  }

  /** What was seen of a player, episode by episode. */
  of(rows: readonly number[]): TrajectoryPoint[][] {
    return rows.flatMap((row) => {
      const points = this.#points.get(row);
      return points ? [points] : [];
    });
  }

  #point(step: number, row: number, observations: Float32Array): TrajectoryPoint {
    const numbers = (indices: readonly number[]) =>
      indices.map((at) => observations[row * this.#width + at]!);
    return { step, position: numbers(this.#places.position), goal: numbers(this.#places.goal) };
  }
}
