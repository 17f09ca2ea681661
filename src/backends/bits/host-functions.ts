import { createHash } from 'node:crypto';

/** Functions of one argument whose last bit the standard leaves to the engine. */
const ofOne = [
  'exp',
  'expm1',
  'log',
  'log1p',
  'log2',
  'log10',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'sinh',
  'cosh',
  'tanh',
  'asinh',
  'acosh',
  'atanh',
  'cbrt',
] as const;
/** Functions of two. `**` is missing: what reaches results is `pow` of our own. */
const ofTwo = ['atan2', 'hypot'] as const;

/** Arguments that a function is asked for. */
const count = 256;

/**
 * The first digits of a hash of what the engine's own functions of numbers put out: environments, roll-outs and schedules
 * compute with them on the host, and another engine may round some of them otherwise.
 */
export function hostFunctions(): string {
  const hash = createHash('sha256');
  for (const name of ofOne) {
    hash.update(Float64Array.from({ length: count }, (_, index) => Math[name](argument(index))));
  }
  for (const name of ofTwo) {
    const values = Array.from({ length: count }, (_, index) =>
      Math[name](argument(index), argument(7 * index + 3)),
    );
    hash.update(Float64Array.from(values));
  }
  return hash.digest('hex').slice(0, 12);
}

/** Numbers of both signs, from about 10⁻³ to about 10², in which all bits are in use. NaN has one spelling here. */
function argument(index: number): number {
  const part = ((index * 2_654_435_761) % 4_294_967_291) / 4_294_967_291;
  const size = [0.001, 0.1, 1, 10, 100][index % 5]!;
  return (index % 2 === 0 ? 1 : -1) * size * (0.1 + part);
}
