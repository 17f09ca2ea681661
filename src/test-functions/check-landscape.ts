import { UsageError } from '../errors.ts';
import { showValue } from '../show-value.ts';
import * as tf from '../tensors/tf.ts';
import type { Landscape } from './test-function.ts';

// Types say what follows, but not to those who write plugins in JavaScript.

const isPair = (value: unknown): value is readonly [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every(Number.isFinite);
const isRange = (value: unknown): boolean => isPair(value) && value[0] < value[1];
const isDomain = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  isRange((value as Record<string, unknown>).x) &&
  isRange((value as Record<string, unknown>).y);

const rules: Readonly<Record<string, readonly [right: (value: unknown) => boolean, words: string]>> = {
  value: [(value) => typeof value === 'function', 'a function of two tensors'],
  domain: [isDomain, '{ x: [from, to], y: [from, to] }, from less than to'],
  minima: [
    (value) => Array.isArray(value) && value.length > 0 && value.every(isPair),
    'a list of points [x, y], at least one',
  ],
  minimum: [Number.isFinite, 'a number'],
  start: [isPair, 'a point [x, y]'],
  game: [(value) => value === undefined || typeof value === 'boolean', 'true, false or left out'],
};

/** Looks at what a test function's `create` has made. @param called the function, for the message. @throws UsageError */
export function checkLandscape(made: unknown, called: string): asserts made is Landscape {
  if (typeof made !== 'object' || made === null) {
    throw new UsageError(
      `create of ${called} must return { ${Object.keys(rules).join(', ')} }, given ${showValue(made)}`,
    );
  }
  for (const [key, [right, words]] of Object.entries(rules)) {
    const value = (made as Readonly<Record<string, unknown>>)[key];
    if (!right(value))
      throw new UsageError(`${key} of ${called} must be ${words}; given ${showValue(value)}`);
  }
}

/** The same function, which looks at every value. */
export function guardedLandscape(made: Landscape, called: string): Landscape {
  const { domain, minima, minimum, start, game } = made;
  return {
    ...{ domain, minima, minimum, start },
    ...(game !== undefined && { game }),
    value(x, y) {
      const answer: unknown = made.value(x, y);
      if (answer instanceof tf.Tensor && String(answer.shape) === String(x.shape)) return answer;
      throw new UsageError(
        `value of ${called} must return a tensor of the shape of x, [${x.shape}]; ` +
          `given ${answer instanceof tf.Tensor ? `[${answer.shape}]` : showValue(answer)}`,
      );
    },
  };
}
