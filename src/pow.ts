/*
 * After fdlibm's e_pow.c:
 * Copyright (C) 2004 by Sun Microsystems, Inc. All rights reserved.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */

const float = new Float64Array(1);
/** The same eight bytes: the low word and the high one, on machines of either byte order. */
const words = new Int32Array(float.buffer);
const high = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;
const low = 1 - high;

function highWord(x: number): number {
  float[0] = x;
  return words[high]!;
}

function withHighWord(x: number, word: number): number {
  float[0] = x;
  words[high] = word;
  return float[0];
}

/** The upper half of a number's bits: products of two such halves are exact. */
function upper(x: number): number {
  float[0] = x;
  words[low] = 0;
  return float[0];
}

/**
 * x to the power of y, with the same bits in every Node: `**` rounds in another way from Node 24 on, where it asks the C
 * library of the machine. Up to Node 22 the algorithm and its constants are the same, and so are the bits.
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (y === 1) return x;
  if (y === -1) return 1 / x;
  if (y === 2) return x * x;
  if (y === 0.5 && x > 0) return Math.sqrt(x);
  if (x < 0 && Number.isInteger(y)) return y % 2 === 0 ? pow(-x, y) : -pow(-x, y);
  // What is left of signs, zeros and infinities is exact everywhere.
  if (!(x > 0 && Number.isFinite(x) && Number.isFinite(y)) || x === 1) return x ** y;
  // Beyond these the result is infinite or zero whatever x is, unless it is close to 1.
  const size = highWord(y) & 0x7fffffff;
  if (size > 0x43f00000) return x < 1 === y < 0 ? Number.POSITIVE_INFINITY : 0;
  if (size > 0x41e00000 && (highWord(x) < 0x3fefffff || highWord(x) > 0x3ff00000)) {
    return x < 1 === y < 0 ? Number.POSITIVE_INFINITY : 0;
  }
  const [logHigh, logLow] = size > 0x41e00000 ? logNearOne(x) : log2(x);
  // y · log₂ x in two parts.
  const yHigh = upper(y);
  return exp2(yHigh * logHigh, (y - yHigh) * logHigh + y * logLow);
}

/** log₂ x in two parts, for |1 − x| ≤ 2⁻²⁰. */
function logNearOne(x: number): [high: number, low: number] {
  const t = x - 1;
  const w = t * t * (0.5 - t * (0.3333333333333333 - t * 0.25));
  const u = 1.4426950216293335 * t;
  const v = t * 1.9259629911266175e-8 - w * Math.LOG2E;
  const sum = upper(u + v);
  return [sum, v - (sum - u)];
}

/** log₂ x in two parts. */
function log2(given: number): [high: number, low: number] {
  let x = given;
  let exponent = 0;
  if (highWord(x) < 0x00100000) {
    x *= 2 ** 53;
    exponent = -53;
  }
  let word = highWord(x);
  exponent += (word >> 20) - 0x3ff;
  const mantissa = word & 0x000fffff;
  word = mantissa | 0x3ff00000;
  // x is brought into [√3/4, √3/2) of 1 or of 1.5.
  let interval = 0;
  if (mantissa > 0x3988e) {
    if (mantissa < 0xbb67a) interval = 1;
    else {
      exponent++;
      word -= 0x00100000;
    }
  }
  x = withHighWord(x, word);
  const centre = interval === 0 ? 1 : 1.5;
  const centreHigh = interval === 0 ? 0 : 0.5849624872207642;
  const centreLow = interval === 0 ? 0 : 1.350039202129749e-8;

  // s = (x − centre)/(x + centre) in two parts.
  const difference = x - centre;
  const inverse = 1 / (x + centre);
  const s = difference * inverse;
  const sHigh = upper(s);
  const xHigh = withHighWord(0, ((word >> 1) | 0x20000000) + 0x00080000 + (interval << 18));
  const xLow = x - (xHigh - centre);
  const sLow = inverse * (difference - sHigh * xHigh - sHigh * xLow);
  // log x by the odd powers of s.
  const square = s * s;
  let r =
    square *
    square *
    (0.5999999999999946 +
      square *
        (0.4285714285785502 +
          square *
            (0.33333332981837743 +
              square * (0.272728123808534 + square * (0.23066074577556175 + square * 0.20697501780033842)))));
  r += sLow * (sHigh + s);
  const squareHigh = sHigh * sHigh;
  const seriesHigh = upper(3 + squareHigh + r);
  const seriesLow = r - (seriesHigh - 3 - squareHigh);
  const u = sHigh * seriesHigh;
  const v = sLow * seriesHigh + seriesLow * s;
  const pHigh = upper(u + v);
  const pLow = v - (pHigh - u);
  const zHigh = 0.9617967009544373 * pHigh;
  const zLow = -7.028461650952758e-9 * pHigh + pLow * 0.9617966939259756 + centreLow;
  const logHigh = upper(zHigh + zLow + centreHigh + exponent);
  return [logHigh, zLow - (logHigh - exponent - centreHigh - zHigh)];
}

/** 2 to the power of a sum. */
function exp2(given: number, pLow: number): number {
  let pHigh = given;
  const sum = pLow + pHigh;
  if (sum >= 1024 && (sum > 1024 || pLow + 8.008566259537294e-17 > sum - pHigh)) {
    return Number.POSITIVE_INFINITY;
  }
  if (sum <= -1075 && (sum < -1075 || pLow <= sum - pHigh)) return 0;

  const word = highWord(sum);
  const size = word & 0x7fffffff;
  let whole = 0;
  if (size > 0x3fe00000) {
    const rounded = word + (0x00100000 >> ((size >> 20) - 0x3fe));
    const places = ((rounded & 0x7fffffff) >> 20) - 0x3ff;
    pHigh -= withHighWord(0, rounded & ~(0x000fffff >> places));
    whole = ((rounded & 0x000fffff) | 0x00100000) >> (20 - places);
    if (word < 0) whole = -whole;
  }
  const t = upper(pLow + pHigh);
  const u = t * 0.6931471824645996;
  const v = (pLow - (t - pHigh)) * Math.LN2 + t * -1.904654299957768e-9;
  const z = u + v;
  const w = v - (z - u);
  const square = z * z;
  const rest =
    z -
    square *
      (0.16666666666666602 +
        square *
          (-0.0027777777777015593 +
            square *
              (0.00006613756321437934 +
                square * (-0.0000016533902205465252 + square * 4.1381367970572385e-8))));
  // fdlibm itself divides by rest − 2 alone; so does not V8, whose bits these are.
  const r = (z * rest) / (rest - 2 - (w + z * w));
  const result = 1 - (r - z);
  const shifted = highWord(result) + (whole << 20);
  // A subnormal result is rounded once more, by the last of these products.
  return shifted >> 20 > 0
    ? withHighWord(result, shifted)
    : withHighWord(result, shifted + (1000 << 20)) * 2 ** -1000;
}
