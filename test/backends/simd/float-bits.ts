import fc from 'fast-check';

/** Any float32 at all: denormals, zeros of both signs, infinities, NaN, each as likely as its share of the bit patterns. */
export const anyFloat = fc.oneof(
  fc.float(),
  fc.float({ min: Math.fround(-20), max: Math.fround(20), noNaN: true }),
  fc.constantFrom(0, -0, 1, -1, 2 ** -149, -(2 ** -149), 2 ** -126, Infinity, -Infinity, Number.NaN),
);

const buffer = new DataView(new ArrayBuffer(4));

/** The float32 with these bits. */
export function floatOfBits(bits: number): number {
  buffer.setUint32(0, bits);
  return buffer.getFloat32(0);
}

/**
 * How far a float32 is from an exact value, in units of the last place that the value's float32 has. Infinite results and
 * NaN are 0 away from themselves and infinitely far from everything else.
 */
export function ulps(actual: number, exact: number): number {
  const nearest = Math.fround(exact);
  if (Object.is(actual, nearest))
    return Math.abs(actual) < Infinity ? Math.abs(actual - exact) / unit(nearest) : 0;
  if (!Number.isFinite(nearest) || !Number.isFinite(actual)) return Infinity;
  return Math.abs(actual - exact) / unit(nearest);
}

function unit(value: number): number {
  const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(value) || 2 ** -149)));
  return 2 ** (exponent - 23);
}
