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
    samples: z.int().positive().describe('how many values are drawn'),
  })
  .refine(
    (given) => kinds.filter((kind) => given[kind] !== undefined).length === 1,
    `must say one of ${kinds.join(', ')}, and samples`,
  );

export type Distribution = z.output<typeof distribution>;

/** Significant digits that a drawn number keeps at least: it becomes part of a label. */
const fewestDigits = 3;
/** Digits with which every double can be told from every other. */
const mostDigits = 17;
/** Numbers that an interval is divided into at least by rounding. */
const fewestSteps = 20;
/** Draws for each sample, after which more digits are needed to find as many different numbers. */
const patience = 100;

/**
 * Draws the values of a setting, all different. Numbers are rounded to three significant digits, or to as many as divide
 * the interval finely enough, and stay within their bounds. More samples begin with the same values.
 *
 * @param integers whether the setting takes whole numbers only.
 * @throws UsageError if there are not so many different values.
 */
export function draw(
  { uniform, log_uniform, choice, samples }: Distribution,
  stream: RandomStream,
  integers = false,
): Scalar[] {
  if (choice !== undefined) {
    const different = [...new Set(choice)];
    if (samples > different.length) throw tooFew(samples, different.length);
    return [...stream.permutation(different.length).subarray(0, samples)].map((index) => different[index]!);
  }
  const given = (uniform ?? log_uniform)!;
  const [low, high] = integers ? [Math.ceil(given[0]), Math.floor(given[1])] : given;
  if (low > high) throw tooFew(samples, 0);
  const all = integers ? high - low + 1 : Number.POSITIVE_INFINITY;
  if (samples > all) throw tooFew(samples, all);
  const coarsest = digitsFor(low, high);
  const [from, to] = integers ? boundsOfIntegers(low, high) : [low, high];
  const drawOne =
    uniform !== undefined
      ? () => stream.uniform(from, to)
      : () => Math.exp(stream.uniform(Math.log(from), Math.log(to)));
  const drawn = new Set<number>();
  for (let digits = coarsest; digits <= mostDigits && drawn.size < samples; digits++) {
    for (let tries = 0; drawn.size < samples && tries < patience * samples; tries++) {
      const value = Number(drawOne().toPrecision(digits));
      drawn.add(Math.min(high, Math.max(low, integers ? Math.round(value) : value)));
    }
  }
  if (drawn.size < samples) throw tooFew(samples, drawn.size);
  return [...drawn];
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

function tooFew(samples: number, found: number): UsageError {
  return new UsageError(
    `samples: ${samples} asks for more different values than there are (${found} found); ask for fewer`,
  );
}
