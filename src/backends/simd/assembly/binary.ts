/**
 * Functions of two tensors that broadcast. The result's axes have been merged to three; an operand's strides say, in
 * elements, how far it moves along each of them: 0 where it is broadcast, and 0 or 1 along the last.
 *
 * Rows are written in order, four lanes at a time, so that every element meets the same instructions. Numbers may be written
 * in the place of an operand, and nothing beyond the end of their row is; truth values spill into the next row, or into the
 * padding after the block.
 */
import { storeBefore } from './lanes';
import { storeTruths } from './truth-lanes';

const enum Op { Add, Sub, Mul, Div, Max, Min, SquaredDifference, Greater, GreaterEqual, Less, LessEqual, Equal, NotEqual }

@inline
function apply(op: Op, a: v128, b: v128): v128 {
  if (op == Op.Add) return f32x4.add(a, b);
  if (op == Op.Sub) return f32x4.sub(a, b);
  if (op == Op.Mul) return f32x4.mul(a, b);
  if (op == Op.Div) return f32x4.div(a, b);
  if (op == Op.Max) return f32x4.max(a, b);
  if (op == Op.Min) return f32x4.min(a, b);
  if (op == Op.SquaredDifference) {
    const difference = f32x4.sub(a, b);
    return f32x4.mul(difference, difference);
  }
  if (op == Op.Greater) return f32x4.gt(a, b);
  if (op == Op.GreaterEqual) return f32x4.ge(a, b);
  if (op == Op.Less) return f32x4.lt(a, b);
  if (op == Op.LessEqual) return f32x4.le(a, b);
  if (op == Op.Equal) return f32x4.eq(a, b);
  return f32x4.ne(a, b);
}

/** Four results: those of floats that lie before `end`, and truth values as bytes. */
@inline
function store(op: Op, end: usize, out: usize, result: v128): void {
  if (op >= Op.Greater) storeTruths(out, result);
  else storeBefore(end, out, result);
}

@inline
function rows(
  op: Op, out: usize, a: usize, b: usize,
  n1: i32, n2: i32, n3: i32, a1: i32, a2: i32, a3: i32, b1: i32, b2: i32, b3: i32,
): void {
  const width: usize = op >= Op.Greater ? 1 : 4;
  const step: usize = width << 2;
  const bytes = <usize>n3 * width;
  for (let i = 0; i < n1; i++) {
    for (let j = 0; j < n2; j++) {
      let p = a + (<usize>(i * a1 + j * a2) << 2);
      let q = b + (<usize>(i * b1 + j * b2) << 2);
      const end = out + bytes;
      if (a3 == b3) {
        for (let o = out; o < end; o += step, p += 16, q += 16) {
          store(op, end, o, apply(op, v128.load(p), v128.load(q)));
        }
      } else if (b3 == 0) {
        const right = v128.load_splat<f32>(q);
        for (let o = out; o < end; o += step, p += 16) store(op, end, o, apply(op, v128.load(p), right));
      } else {
        const left = v128.load_splat<f32>(p);
        for (let o = out; o < end; o += step, q += 16) store(op, end, o, apply(op, left, v128.load(q)));
      }
      out = end;
    }
  }
}

export function add(
  out: usize, a: usize, b: usize,
  n1: i32, n2: i32, n3: i32, a1: i32, a2: i32, a3: i32, b1: i32, b2: i32, b3: i32,
): void { rows(Op.Add, out, a, b, n1, n2, n3, a1, a2, a3, b1, b2, b3); }

export function subtract(
  out: usize, a: usize, b: usize,
  n1: i32, n2: i32, n3: i32, a1: i32, a2: i32, a3: i32, b1: i32, b2: i32, b3: i32,
): void { rows(Op.Sub, out, a, b, n1, n2, n3, a1, a2, a3, b1, b2, b3); }

export function multiply(
  out: usize, a: usize, b: usize,
  n1: i32, n2: i32, n3: i32, a1: i32, a2: i32, a3: i32, b1: i32, b2: i32, b3: i32,
): void { rows(Op.Mul, out, a, b, n1, n2, n3, a1, a2, a3, b1, b2, b3); }

export function divide(
  out: usize, a: usize, b: usize,
  n1: i32, n2: i32, n3: i32, a1: i32, a2: i32, a3: i32, b1: i32, b2: i32, b3: i32,
): void { rows(Op.Div, out, a, b, n1, n2, n3, a1, a2, a3, b1, b2, b3); }

export function maximum(
  out: usize, a: usize, b: usize,
  n1: i32, n2: i32, n3: i32, a1: i32, a2: i32, a3: i32, b1: i32, b2: i32, b3: i32,
): void { rows(Op.Max, out, a, b, n1, n2, n3, a1, a2, a3, b1, b2, b3); }

export function minimum(
  out: usize, a: usize, b: usize,
  n1: i32, n2: i32, n3: i32, a1: i32, a2: i32, a3: i32, b1: i32, b2: i32, b3: i32,
): void { rows(Op.Min, out, a, b, n1, n2, n3, a1, a2, a3, b1, b2, b3); }

export function squaredDifference(
  out: usize, a: usize, b: usize,
  n1: i32, n2: i32, n3: i32, a1: i32, a2: i32, a3: i32, b1: i32, b2: i32, b3: i32,
): void { rows(Op.SquaredDifference, out, a, b, n1, n2, n3, a1, a2, a3, b1, b2, b3); }

export function greater(
  out: usize, a: usize, b: usize,
  n1: i32, n2: i32, n3: i32, a1: i32, a2: i32, a3: i32, b1: i32, b2: i32, b3: i32,
): void { rows(Op.Greater, out, a, b, n1, n2, n3, a1, a2, a3, b1, b2, b3); }

export function greaterEqual(
  out: usize, a: usize, b: usize,
  n1: i32, n2: i32, n3: i32, a1: i32, a2: i32, a3: i32, b1: i32, b2: i32, b3: i32,
): void { rows(Op.GreaterEqual, out, a, b, n1, n2, n3, a1, a2, a3, b1, b2, b3); }

export function less(
  out: usize, a: usize, b: usize,
  n1: i32, n2: i32, n3: i32, a1: i32, a2: i32, a3: i32, b1: i32, b2: i32, b3: i32,
): void { rows(Op.Less, out, a, b, n1, n2, n3, a1, a2, a3, b1, b2, b3); }

export function lessEqual(
  out: usize, a: usize, b: usize,
  n1: i32, n2: i32, n3: i32, a1: i32, a2: i32, a3: i32, b1: i32, b2: i32, b3: i32,
): void { rows(Op.LessEqual, out, a, b, n1, n2, n3, a1, a2, a3, b1, b2, b3); }

export function equal(
  out: usize, a: usize, b: usize,
  n1: i32, n2: i32, n3: i32, a1: i32, a2: i32, a3: i32, b1: i32, b2: i32, b3: i32,
): void { rows(Op.Equal, out, a, b, n1, n2, n3, a1, a2, a3, b1, b2, b3); }

export function notEqual(
  out: usize, a: usize, b: usize,
  n1: i32, n2: i32, n3: i32, a1: i32, a2: i32, a3: i32, b1: i32, b2: i32, b3: i32,
): void { rows(Op.NotEqual, out, a, b, n1, n2, n3, a1, a2, a3, b1, b2, b3); }
