import { expect } from 'vitest';
import type { Call } from '../../src/call-expression.ts';
import { makeOptimizer, type StepContext } from '../../src/optimizers/index.ts';
import { advance, type Member, memberValues, populate, start } from './trial.ts';

/** A vector as the only parameter of a member. */
const vector = (values: readonly number[]): Member => ({ p: { shape: [1, values.length], values } });

/**
 * Where a vector is after each of the given gradients.
 *
 * @param context what the update of a gradient is told beyond its number: 1, 2, …
 */
export function walk(
  spec: string | Call,
  from: readonly number[],
  gradients: readonly (readonly number[])[],
  context: (index: number) => Partial<StepContext> = () => ({}),
): number[][] {
  const optimizer = makeOptimizer(spec);
  let trial = start(optimizer, [vector(from)]);
  return gradients.map((gradient, index) => {
    trial = advance(optimizer, trial, populate([vector(gradient)]), { step: index + 1, ...context(index) });
    return memberValues(trial.params, 0)[0]!;
  });
}

/** The steps of a walk that starts at zero. */
export function updates(places: readonly (readonly number[])[]): number[][] {
  return places.map((place, index) => place.map((value, i) => value - (places[index - 1]?.[i] ?? 0)));
}

/** Matches a place to about the precision of float32. */
export function near(values: readonly number[]): number[] {
  return values.map((value) => expect.closeTo(value, 5));
}
