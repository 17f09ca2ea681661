import { z } from 'zod';
import { UsageError } from '../errors.ts';
import type { RandomStream } from '../random.ts';

/** What may stand for one value in a study: text is read as in parentheses. */
export const scalar = z.union([z.number(), z.boolean(), z.null(), z.string()], {
  error: 'must be a number, text, true, false or null',
});

export type Scalar = z.output<typeof scalar>;

const bounds = z
  .tuple([z.number(), z.number()])
  .refine(([low, high]) => low < high, 'must be [low, high] with low < high');

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

/** Digits that a drawn number keeps: it becomes part of a label. */
const digits = 3;
/** Draws after which it is plain that there are not so many different numbers. */
const patience = 100;

/**
 * Draws the values of a setting, all different; numbers are rounded to three significant digits, within their bounds.
 *
 * @throws UsageError if there are not so many different values.
 */
export function draw(
  { uniform, log_uniform, choice, samples }: Distribution,
  stream: RandomStream,
): Scalar[] {
  if (choice !== undefined) {
    const different = [...new Set(choice)];
    if (samples > different.length) throw tooFew(samples, different.length);
    return [...stream.permutation(different.length).subarray(0, samples)].map((index) => different[index]!);
  }
  const [low, high] = (uniform ?? log_uniform)!;
  const drawOne =
    uniform !== undefined
      ? () => stream.uniform(low, high)
      : () => Math.exp(stream.uniform(Math.log(low), Math.log(high)));
  const drawn = new Set<number>();
  for (let tries = 0; drawn.size < samples && tries < patience * samples; tries++) {
    drawn.add(Math.min(high, Math.max(low, Number(drawOne().toPrecision(digits)))));
  }
  if (drawn.size < samples) throw tooFew(samples, drawn.size);
  return [...drawn];
}

function tooFew(samples: number, found: number): UsageError {
  return new UsageError(
    `samples: ${samples} asks for more different values than there are (${found} found); ask for fewer`,
  );
}
