import { RandomStream } from '../random.ts';
import type { NamedLandscape, Point } from '../test-functions/index.ts';

/**
 * Where to start: the function's own start, then points drawn evenly from its domain by a stream of its name, so that
 * every optimizer begins at the same places and more starts do not move the first ones.
 */
export function drawStarts({ domain, start, label }: NamedLandscape, count: number, seed: number): Point[] {
  const stream = RandomStream.of(seed, 'loss-map', label);
  const drawn = Array.from(
    { length: count - 1 },
    (): Point => [stream.uniform(...domain.x), stream.uniform(...domain.y)],
  );
  return [start, ...drawn];
}
