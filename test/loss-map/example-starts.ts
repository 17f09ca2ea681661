import { RandomStream } from '../../src/random.ts';
import type { Domain, Point } from '../../src/test-functions/index.ts';

/** Some points of a domain. */
export function exampleStarts({ x, y }: Domain, count: number): Point[] {
  const stream = RandomStream.of(1, 'test');
  return Array.from({ length: count }, () => [stream.uniform(...x), stream.uniform(...y)]);
}
