import { z } from 'zod';
import { UsageError } from '../../errors.ts';
import type { RandomStream } from '../../random.ts';

/** What may stand for one value in a study: text is read as in parentheses. */
export const scalar = z.union([z.number(), z.boolean(), z.null(), z.string()], {
  error: 'must be a number, text, true, false or null',
});

export type Scalar = z.output<typeof scalar>;

const bounds = z
  .tuple([z.number(), z.number()])
  .refine(([low, high]) => low < high, 'must be [low, high] with low < high')
  .refine(([low, high]) => Number.isFinite(high - low), 'must be [low, high] no further apart than 1e308');

const kinds = ['uniform', 'log_uniform', 'choice'] as const;

/** Where the values of a setting are drawn from. The same study draws the same values. */
export const distribution = z
  .strictObject({
    uniform: bounds.optional().describe('[low, high]: every number in between as likely as any other'),
    log_uniform: bounds
      .refine(([low]) => low > 0, 'must be [low, high] with 0 < low')
      .optional()
      .describe('[low, high]: every order of magnitude as likely as any other'),
    choice: z.array(scalar).min(1).optional().describe('some of these values, none of them twice'),
    samples: z
      .int()
      .positive()
      .optional()
      .describe('how many values are drawn; left out beside sample, which draws settings together'),
  })
  .refine(
    (given) => kinds.filter((kind) => given[kind] !== undefined).length === 1,
    `must say one of ${kinds.join(', ')}, and samples`,
  );

export type Distribution = z.output<typeof distribution>;

/** Significant digits that a drawn number keeps at least: it becomes part of a label. */
const fewestDigits = 3;
/** Digits with which every double can be told from every other. */
export const mostDigits = 17;
/** Numbers that an interval is divided into at least by rounding. */
const fewestSteps = 20;
/** Draws for each sample, after which more digits are needed to find as many different numbers. */
export const patience = 100;

/** A distribution as a line to take values from. */
export interface Line {
  /** The ends of its coordinates. */
  readonly from: number;
  readonly to: number;
  /** Significant digits that values have at least; more where these do not tell as many apart as are needed. */
  readonly digits: number;
  /** How many different values there are; infinite where there are as many as doubles. */
  readonly values: number;
  /** The value at a coordinate from {@link from} to below {@link to}. */
  at(coordinate: number, digits: number): Scalar;
}

/**
 * Draws the values of a setting, all different. Numbers are rounded to three significant digits, or to as many as divide
 * the interval finely enough, and stay within their bounds. More samples begin with the same values.
 *
 * @param integers whether the setting takes whole numbers only.
 * @throws UsageError if there are not so many different values, and where it is not said how many.
 */
export function draw(distribution: Distribution, stream: RandomStream, integers = false): Scalar[] {
  const { choice, samples } = distribution;
  if (samples === undefined) {
    throw new UsageError(
      'samples is missing; say how many values are drawn, or draw several settings together: sample beside their name',
    );
  }
  if (choice !== undefined) {
    const different = [...new Set(choice)];
    if (samples > different.length) throw tooFew(samples, different.length);
    return [...stream.permutation(different.length).subarray(0, samples)].map((index) => different[index]!);
  }
  const line = lineOf(distribution, integers);
  if (samples > line.values) throw tooFew(samples, line.values);
  const drawn = new Set<Scalar>();
  for (let digits = line.digits; digits <= mostDigits && drawn.size < samples; digits++) {
    for (let tries = 0; drawn.size < samples && tries < patience * samples; tries++) {
      drawn.add(line.at(stream.uniform(line.from, line.to), digits));
    }
  }
  if (drawn.size < samples) throw tooFew(samples, drawn.size);
  return [...drawn];
}

/** @param integers whether the setting takes whole numbers only. */
export function lineOf({ uniform, log_uniform, choice }: Distribution, integers: boolean): Line {
  if (choice !== undefined) {
    const different = [...new Set(choice)];
    const values = different.length;
    const at = (coordinate: number): Scalar => different[Math.floor(coordinate)]!;
    return { from: 0, to: values, digits: mostDigits, values, at };
  }
  const given = (uniform ?? log_uniform)!;
  const [low, high] = integers ? [Math.ceil(given[0]), Math.floor(given[1])] : given;
  if (low > high) return { from: 0, to: 0, digits: mostDigits, values: 0, at: () => low };
  const [from, to] = integers ? boundsOfIntegers(low, high) : [low, high];
  const isLog = uniform === undefined;
  return {
    from: isLog ? Math.log(from) : from,
    to: isLog ? Math.log(to) : to,
    digits: digitsFor(low, high),
    values: integers ? high - low + 1 : Number.POSITIVE_INFINITY,
    at(coordinate, digits) {
      const value = Number((isLog ? Math.exp(coordinate) : coordinate).toPrecision(digits));
      return Math.min(high, Math.max(low, integers ? Math.round(value) : value));
    },
  };
}

/** Significant digits with which the steps between numbers are small beside the interval. */
function digitsFor(low: number, high: number): number {
  const [mantissa, exponent] = Math.max(Math.abs(low), Math.abs(high)).toExponential().split('e');
  // Just below a power of ten numbers have one digit less before the point.
  const leading = Number(exponent) - (mantissa === '1' ? 1 : 0);
  const needed = leading + 1 - Math.floor(Math.log10((high - low) / fewestSteps));
  return Math.min(mostDigits, Math.max(fewestDigits, needed));
}

/**
 * The interval whose numbers are rounded to integers, so that the first and the last are as likely as the others. Where
 * three digits make integers anyway, that is from 100 on, it is the given one.
 */
function boundsOfIntegers(low: number, high: number): [number, number] {
  return low >= 10 ** (fewestDigits - 1) ? [low, high] : [low - 0.5, high + 0.5];
}

export function tooFew(samples: number, found: number): UsageError {
  return new UsageError(
    `samples: ${samples} asks for more different values than there are (${found} found); ask for fewer`,
  );
}
