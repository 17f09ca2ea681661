import { UsageError } from '../../errors.ts';
import type { Graph } from './graph.ts';
import type { KernelCall } from './trace-kernels.ts';

/** A kernel call, and the same call with another number of rows: where they differ, the rows decide. */
export interface CallOfAnyRows {
  readonly call: KernelCall;
  readonly other: KernelCall;
}

/** Writes a call as nodes. @param input the name of a value by that of the kernel's input. @returns what it makes. */
type Translate = (
  graph: Graph,
  of: CallOfAnyRows,
  input: (name: string) => string,
  inputs: readonly string[],
) => readonly string[];

/** The end of a slice that takes all that is there. */
const untilEnd = 2 ** 31 - 1;

const unary =
  (op: string): Translate =>
  (graph, _, input) => [graph.node(op, [input('x')])];
const binary =
  (op: string): Translate =>
  (graph, _, input) => [graph.node(op, [input('a'), input('b')])];

/** The sizes of what is made, −1 where the rows decide. @throws UsageError where they decide twice. */
function anyShape({ call, other }: CallOfAnyRows): number[] {
  const there = other.outputs[0]!.shape;
  const shape = call.outputs[0]!.shape.map((size, axis) => (size === there[axis] ? size : -1));
  if (shape.filter((size) => size === -1).length < 2) return shape;
  throw new UsageError(`its ${call.kernel} makes an array whose sizes are decided by the rows in two places`);
}

const axesOf = ({ attrs, inputs }: KernelCall): number[] => {
  const { shape } = inputs.x as { readonly shape: readonly number[] };
  const axes = attrs.axis === undefined || attrs.axis === null ? [...shape.keys()] : [attrs.axis].flat();
  return (axes as number[]).map((axis) => (axis < 0 ? axis + shape.length : axis));
};

const keeps = ({ attrs }: KernelCall) => ({ keepdims: { int: attrs.keepDims ? 1 : 0 } });

/** Reduces with axes as an attribute, as these nodes take them at operator set 17. */
const reduce =
  (op: string): Translate =>
  (graph, { call }, input) => [
    graph.node(op, [input('x')], { axes: { ints: axesOf(call) }, ...keeps(call) }),
  ];

function turned(graph: Graph, value: string, isTransposed: unknown, rank: number): string {
  if (isTransposed !== true) return value;
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  const perm = [...axes.slice(0, -2), rank - 1, rank - 2];
  return graph.node('Transpose', [value], { perm: { ints: perm } });
}

/** Those kernels of TensorFlow.js that networks are made of. */
export const kernelsToNodes: Readonly<Record<string, Translate>> = {
  Abs: unary('Abs'),
  Elu: unary('Elu'),
  Erf: unary('Erf'),
  Exp: unary('Exp'),
  Identity: unary('Identity'),
  Log: unary('Log'),
  Neg: unary('Neg'),
  Reciprocal: unary('Reciprocal'),
  Relu: unary('Relu'),
  Sigmoid: unary('Sigmoid'),
  Sign: unary('Sign'),
  Softplus: unary('Softplus'),
  Sqrt: unary('Sqrt'),
  Tanh: unary('Tanh'),
  Add: binary('Add'),
  Equal: binary('Equal'),
  Greater: binary('Greater'),
  GreaterEqual: binary('GreaterOrEqual'),
  Less: binary('Less'),
  Maximum: binary('Max'),
  Minimum: binary('Min'),
  Multiply: binary('Mul'),
  Pow: binary('Pow'),
  RealDiv: binary('Div'),
  Sub: binary('Sub'),
  Max: reduce('ReduceMax'),
  Mean: reduce('ReduceMean'),
  Min: reduce('ReduceMin'),
  BatchMatMul: (graph, { call }, input) => {
    const rank = call.outputs[0]!.shape.length;
    const a = turned(graph, input('a'), call.attrs.transposeA, rank);
    return [graph.node('MatMul', [a, turned(graph, input('b'), call.attrs.transposeB, rank)])];
  },
  Cast: (graph, { call }, input) => {
    if (call.attrs.dtype === 'float32') return [graph.node('Cast', [input('x')], { to: { int: 1 } })];
    throw new UsageError(`it casts to ${String(call.attrs.dtype)}`);
  },
  Concat: (graph, { call }, _, inputs) => [
    graph.node('Concat', inputs, { axis: { int: Number(call.attrs.axis) } }),
  ],
  LeakyRelu: (graph, { call }, input) => [
    graph.node('LeakyRelu', [input('x')], { alpha: { float: Number(call.attrs.alpha) } }),
  ],
  PadV2: (graph, { call }, input) => {
    const paddings = call.attrs.paddings as readonly (readonly [number, number])[];
    const places = graph.wholes([
      ...paddings.map(([before]) => before),
      ...paddings.map(([, after]) => after),
    ]);
    const value = graph.numbers(Float32Array.of(Number(call.attrs.constantValue)), []);
    return [graph.node('Pad', [input('x'), places, value])];
  },
  Reshape: (graph, of, input) => [graph.node('Reshape', [input('x'), graph.wholes(anyShape(of))])],
  Rsqrt: (graph, _, input) => [graph.node('Reciprocal', [graph.node('Sqrt', [input('x')])])],
  Select: (graph, _, input) => [graph.node('Where', [input('condition'), input('t'), input('e')])],
  Slice: (graph, of, input) => {
    const begin = of.call.attrs.begin as readonly number[];
    const ends = anyShape(of).map((size, axis) => (size === -1 ? untilEnd : begin[axis]! + size));
    return [graph.node('Slice', [input('x'), graph.wholes(begin), graph.wholes(ends)])];
  },
  Softmax: (graph, { call }, input) => {
    const axis = call.outputs[0]!.shape.length - 1;
    return [graph.node('Softmax', [input('logits')], { axis: { int: axis } })];
  },
  Square: (graph, _, input) => [graph.node('Mul', [input('x'), input('x')])],
  SquaredDifference: (graph, _, input) => {
    const difference = graph.node('Sub', [input('a'), input('b')]);
    return [graph.node('Mul', [difference, difference])];
  },
  Sum: (graph, { call }, input) => [
    graph.node('ReduceSum', [input('x'), graph.wholes(axesOf(call))], keeps(call)),
  ],
  Transpose: (graph, { call }, input) => [
    graph.node('Transpose', [input('x')], { perm: { ints: call.attrs.perm as readonly number[] } }),
  ],
};
