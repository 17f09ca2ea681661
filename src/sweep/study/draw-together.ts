import { UsageError } from '../../errors.ts';
import { RandomStream } from '../../random.ts';
import { sobolDimensions, sobolPoints } from '../../stats/index.ts';
import {
  type Distribution,
  type Line,
  lineOf,
  mostDigits,
  patience,
  type Scalar,
  tooFew,
} from './distribution.ts';
import type { Sample } from './study.ts';

/** A setting that is drawn together with others. */
export interface DrawnSetting {
  /** What is drawn, for its stream: other settings shift nothing. */
  readonly purpose: readonly string[];
  readonly distribution: Distribution;
  /** Whether it takes whole numbers only. */
  readonly integers: boolean;
}

/**
 * Draws several settings together, each time a value of each: `random` (Bergstra & Bengio 2012), every setting from a stream of its
 * own, or `sobol`, points of Sobol's sequence, moved by a shift that is drawn for each setting and wraps around (Cranley & Patterson
 * 1976), so that no point stands in the corner of all lowest values. All draws differ, and more of them begin with the same ones.
 *
 * @param seed the study's `sampling_seed`.
 * @returns `[draws, settings]`. @throws UsageError if there are not so many different ones, or too many settings for `sobol`.
 */
export function drawTogether(settings: readonly DrawnSetting[], sample: Sample, seed: number): Scalar[][] {
  const count = (sample.random ?? sample.sobol)!;
  const lines = settings.map(({ distribution, integers }) => lineOf(distribution, integers));
  const all = lines.reduce((product, { values }) => product * values, 1);
  if (count > all) throw tooFew(count, all);
  const streams = settings.map(({ purpose }) => RandomStream.of(seed, 'study', ...purpose));
  const points = sample.sobol === undefined ? randomPoints(lines, streams) : sobolLines(lines, streams);
  const drawn = new Map<string, Scalar[]>();
  for (let tries = 0; drawn.size < count && tries < patience * count; tries++) {
    const values = firstNew(lines, points(tries), drawn);
    if (values !== undefined) drawn.set(JSON.stringify(values), values);
  }
  if (drawn.size < count) throw tooFew(count, drawn.size);
  return [...drawn.values()];
}

/** The values at a point with as few digits as make them new; undefined where none do. */
function firstNew(
  lines: readonly Line[],
  point: readonly number[],
  drawn: ReadonlyMap<string, unknown>,
): Scalar[] | undefined {
  for (let more = 0; more < mostDigits; more++) {
    const values = lines.map((line, place) =>
      line.at(point[place]!, Math.min(mostDigits, line.digits + more)),
    );
    if (!drawn.has(JSON.stringify(values))) return values;
  }
  return undefined;
}

type Points = (index: number) => number[];

function randomPoints(lines: readonly Line[], streams: readonly RandomStream[]): Points {
  return () => lines.map(({ from, to }, place) => streams[place]!.uniform(from, to));
}

function sobolLines(lines: readonly Line[], streams: readonly RandomStream[]): Points {
  if (lines.length > sobolDimensions) {
    throw new UsageError(
      `sample: sobol draws up to ${sobolDimensions} settings together, given ${lines.length}; use random`,
    );
  }
  const shifts = streams.map((stream) => stream.uniform(0, 1));
  let points: number[][] = [];
  return (index) => {
    if (index >= points.length) points = sobolPoints(lines.length, 2 * (index + 1));
    return lines.map(
      ({ from, to }, place) => from + ((points[index]![place]! + shifts[place]!) % 1) * (to - from),
    );
  };
}
