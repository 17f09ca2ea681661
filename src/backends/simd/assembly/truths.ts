/** Tensors of truth values, a byte each. Last lanes reach into the padding after a block, as in `unary.ts`. */
import { loadTruths } from './truth-lanes';

/** `truth ? yes : no` over three tensors of one shape. */
export function select(out: usize, truth: usize, yes: usize, no: usize, length: i32): void {
  const end = out + (<usize>length << 2);
  for (; out < end; out += 16, truth += 4, yes += 16, no += 16) {
    v128.store(out, v128.bitselect(v128.load(yes), v128.load(no), loadTruths(truth)));
  }
}

/** Truth values as 0 and 1. */
export function truthsToFloats(out: usize, truth: usize, length: i32): void {
  const end = out + (<usize>length << 2);
  for (; out < end; out += 16, truth += 4) v128.store(out, v128.and(loadTruths(truth), f32x4.splat(1)));
}

export function integersToFloats(out: usize, x: usize, length: i32): void {
  const end = out + (<usize>length << 2);
  for (; out < end; out += 16, x += 16) v128.store(out, f32x4.convert_i32x4_s(v128.load(x)));
}

export function and(out: usize, a: usize, b: usize, length: i32): void {
  const end = out + <usize>length;
  for (; out < end; out += 16, a += 16, b += 16) v128.store(out, v128.and(v128.load(a), v128.load(b)));
}

export function or(out: usize, a: usize, b: usize, length: i32): void {
  const end = out + <usize>length;
  for (; out < end; out += 16, a += 16, b += 16) v128.store(out, v128.or(v128.load(a), v128.load(b)));
}

export function not(out: usize, x: usize, length: i32): void {
  const end = out + <usize>length;
  for (; out < end; out += 16, x += 16) v128.store(out, v128.xor(v128.load(x), i8x16.splat(1)));
}
