/**
 * Functions of one tensor, element by element. A loop's last four lanes may reach beyond the tensor, into the padding that
 * the heap leaves after every block: there is no tail with an arithmetic of its own.
 */
import { exp4 } from './exp';
import { log4 } from './log';
import { sigmoid4 } from './sigmoid';
import { tanh4 } from './tanh';

const enum Op { Tanh, Exp, Log, Sigmoid, Relu, Step, Sqrt, Rsqrt, Square, Abs, Neg, Sign, Reciprocal, Clip }

@inline
function apply(op: Op, x: v128, p: v128, q: v128): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  if (op == Op.Tanh) return tanh4(x);
  if (op == Op.Exp) return exp4(x);
  if (op == Op.Log) return log4(x);
  if (op == Op.Sigmoid) return sigmoid4(x);
  if (op == Op.Relu) return f32x4.max(zero, x);
  // NaN stays NaN, as in the cpu backend.
  if (op == Op.Step) {
    const step = v128.bitselect(one, p, f32x4.gt(x, zero));
    return v128.bitselect(step, x, f32x4.eq(x, x));
  }
  if (op == Op.Sqrt) return f32x4.sqrt(x);
  if (op == Op.Rsqrt) return f32x4.div(one, f32x4.sqrt(x));
  if (op == Op.Square) return f32x4.mul(x, x);
  if (op == Op.Abs) return f32x4.abs(x);
  if (op == Op.Neg) return f32x4.neg(x);
  if (op == Op.Sign) {
    const above = v128.and(f32x4.gt(x, zero), one);
    return f32x4.sub(above, v128.and(f32x4.lt(x, zero), one));
  }
  if (op == Op.Reciprocal) return f32x4.div(one, x);
  return f32x4.pmin(f32x4.pmax(x, p), q);
}

@inline
function each(op: Op, out: usize, x: usize, length: i32, p: f32, q: f32): void {
  const first = f32x4.splat(p);
  const second = f32x4.splat(q);
  const end = out + (<usize>length << 2);
  // Four vectors a turn, because the engine makes every constant anew in every turn, at three instructions each.
  for (; out + 64 <= end; out += 64, x += 64) {
    const a = apply(op, v128.load(x), first, second);
    const b = apply(op, v128.load(x, 16), first, second);
    const c = apply(op, v128.load(x, 32), first, second);
    const d = apply(op, v128.load(x, 48), first, second);
    v128.store(out, a);
    v128.store(out, b, 16);
    v128.store(out, c, 32);
    v128.store(out, d, 48);
  }
  for (; out < end; out += 16, x += 16) v128.store(out, apply(op, v128.load(x), first, second));
}

export function tanh(out: usize, x: usize, length: i32): void { each(Op.Tanh, out, x, length, 0, 0); }
export function exp(out: usize, x: usize, length: i32): void { each(Op.Exp, out, x, length, 0, 0); }
export function log(out: usize, x: usize, length: i32): void { each(Op.Log, out, x, length, 0, 0); }
export function sigmoid(out: usize, x: usize, length: i32): void { each(Op.Sigmoid, out, x, length, 0, 0); }
export function relu(out: usize, x: usize, length: i32): void { each(Op.Relu, out, x, length, 0, 0); }
export function sqrt(out: usize, x: usize, length: i32): void { each(Op.Sqrt, out, x, length, 0, 0); }
export function rsqrt(out: usize, x: usize, length: i32): void { each(Op.Rsqrt, out, x, length, 0, 0); }
export function square(out: usize, x: usize, length: i32): void { each(Op.Square, out, x, length, 0, 0); }
export function abs(out: usize, x: usize, length: i32): void { each(Op.Abs, out, x, length, 0, 0); }
export function neg(out: usize, x: usize, length: i32): void { each(Op.Neg, out, x, length, 0, 0); }
export function sign(out: usize, x: usize, length: i32): void { each(Op.Sign, out, x, length, 0, 0); }
export function reciprocal(out: usize, x: usize, length: i32): void { each(Op.Reciprocal, out, x, length, 0, 0); }

/** 1 above zero, `below` elsewhere. */
export function step(out: usize, x: usize, length: i32, below: f32): void {
  each(Op.Step, out, x, length, below, 0);
}

export function clip(out: usize, x: usize, length: i32, low: f32, high: f32): void {
  each(Op.Clip, out, x, length, low, high);
}
