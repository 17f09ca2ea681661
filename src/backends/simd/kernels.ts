import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RunError } from '../../errors.ts';
import type { Heap } from './heap.ts';
import type { Signatures } from './recording/signatures.ts';

export type UnaryName =
  | 'abs'
  | 'exp'
  | 'log'
  | 'neg'
  | 'reciprocal'
  | 'relu'
  | 'rsqrt'
  | 'sigmoid'
  | 'sign'
  | 'sqrt'
  | 'square'
  | 'tanh';
export type ArithmeticName =
  | 'add'
  | 'divide'
  | 'maximum'
  | 'minimum'
  | 'multiply'
  | 'squaredDifference'
  | 'subtract';
export type ComparisonName = 'equal' | 'greater' | 'greaterEqual' | 'less' | 'lessEqual' | 'notEqual';

/** Addresses of the result and the operand, and how many elements there are. */
type Unary = (out: number, x: number, length: number) => void;
/** … with the axes of the result and, in elements, the operands' strides along them. */
export type Broadcast = (
  out: number,
  a: number,
  b: number,
  n1: number,
  n2: number,
  n3: number,
  a1: number,
  a2: number,
  a3: number,
  b1: number,
  b2: number,
  b3: number,
) => void;

type Reduction = (out: number, x: number, outer: number, n: number, inner: number) => void;
/** The axes, then the strides of both sides along them. */
type Copy = (
  out: number,
  x: number,
  n1: number,
  n2: number,
  n3: number,
  out1: number,
  out2: number,
  out3: number,
  x1: number,
  x2: number,
  x3: number,
) => void;

/** Writes the bits of one number so many times. */
type Fill = (out: number, count: number, bits: number) => void;

/** Adds the bias to every row of a matrix, in place, and what the activation makes of it. */
type Finish = (z: number, bias: number, rows: number, length: number) => void;
/** dL/dz from dL/dy and y. */
type Slope = (out: number, dy: number, y: number, length: number) => void;

type Rule = (...args: number[]) => void;

/** What `assembly/` exports. Addresses are in bytes. */
export interface Kernels
  extends Readonly<Record<UnaryName, Unary>>,
    Readonly<Record<ArithmeticName | ComparisonName, Broadcast>> {
  /** Runs a program, words of 32 bits in [start, end): see build-kernels.js. @returns 0, or the address of a call that refused. */
  run(start: number, end: number): number;
  step(out: number, x: number, length: number, below: number): void;
  clip(out: number, x: number, length: number, low: number, high: number): void;
  truthsToFloats: Unary;
  integersToFloats: Unary;
  not: Unary;
  and(out: number, a: number, b: number, length: number): void;
  or(out: number, a: number, b: number, length: number): void;
  select(out: number, truth: number, yes: number, no: number, length: number): void;
  sum(out: number, x: number, outer: number, n: number, inner: number, divisor: number): void;
  largest: Reduction;
  smallest: Reduction;
  softmax(out: number, x: number, rows: number, length: number): void;
  copyWords: Copy;
  copyBytes: Copy;
  fillWords: Fill;
  fillBytes: Fill;
  gatherWords(out: number, table: number, rows: number, count: number, width: number, limit: number): boolean;
  finishLinear: Finish;
  finishTanh: Finish;
  finishRelu: Finish;
  tanhSlope: Slope;
  reluSlope: Slope;
  categorical(
    logProb: number,
    entropy: number,
    logits: number,
    actions: number,
    rows: number,
    n: number,
  ): void;
  categoricalGradient(
    out: number,
    logits: number,
    actions: number,
    dLogProb: number,
    dEntropy: number,
    rows: number,
    n: number,
  ): void;
  gaussian(
    logProb: number,
    entropy: number,
    means: number,
    logStd: number,
    actions: number,
    rows: number,
    n: number,
  ): void;
  gaussianGradient(
    ofMeans: number,
    ofLogStd: number,
    means: number,
    logStd: number,
    actions: number,
    dLogProb: number,
    dEntropy: number,
    rows: number,
    n: number,
  ): void;
  /** Six results, eight inputs, then `rows, shared, clip, bounded, entropyWeight, valueWeight`. */
  ppoLoss(...args: (number | boolean)[]): void;
  /** Three results, the slope in the total, seven inputs, then as above. */
  ppoLossGradient(...args: (number | boolean)[]): void;
  /** Results, operands, the length, then coefficients. */
  blend: Rule;
  moments: Rule;
  overRoot: Rule;
  clipNorm: Rule;
  watchGradient: Rule;
  /** Where the sums go, six operands, the length. */
  layerSums: Rule;
  largestMagnitude(out: number, x: number, length: number): void;
  readonly normalizeRows: (
    out: number,
    x: number,
    scale: number,
    rows: number,
    n: number,
    epsilon: number,
  ) => void;
  readonly normalizeRowsSlopes: (
    ofX: number,
    along: number,
    dz: number,
    x: number,
    scale: number,
    rows: number,
    n: number,
    epsilon: number,
  ) => void;
  standardizeRows(x: number, rows: number, n: number, eps: number, standardized: number, raw: number): void;
  /** Values and vectors of a matrix, the matrix, a room, the side. */
  symmetricEigen(values: number, vectors: number, x: number, room: number, n: number): void;
  symmetricRoot(out: number, x: number, room: number, n: number, roots: number, inverse: boolean): void;
  qr(q: number, r: number, x: number, room: number, m: number, n: number): void;
  matMul(
    out: number,
    a: number,
    b: number,
    room: number,
    m: number,
    k: number,
    n: number,
    aRow: number,
    aInner: number,
    bInner: number,
    bColumn: number,
  ): void;
}

/** Kernels by themselves: what a program consists of. */
export type KernelName = Exclude<keyof Kernels, 'run'>;

/** The kernels, at work on the blocks of a heap. */
export function loadKernels({ memory }: Pick<Heap, 'memory'>, module = plainKernels()): Kernels {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as Kernels;
}

/** Compiles the kernels. @param section that is put behind the module. */
export function compileKernels(section = new Uint8Array()): WebAssembly.Module {
  return new WebAssembly.Module(Buffer.concat([readFileSync(builtFile('simd.wasm')), section]));
}

function plainKernels(): WebAssembly.Module {
  compiled ??= compileKernels();
  return compiled;
}

let compiled: WebAssembly.Module | undefined;

/** What the kernels take, in the order in which WebAssembly numbers them. */
export function signatures(): Signatures {
  read ??= JSON.parse(readFileSync(builtFile('simd.json'), 'utf8')) as Signatures;
  return read;
}

let read: Signatures | undefined;

/** What a program consists of, in the order of its numbers. */
export function programKernels(): readonly string[] {
  return ['load', ...Object.keys(signatures())];
}

/** In a built package beside the bundle; otherwise where the build puts it. */
function builtFile(name: string): string {
  const places = [`./wasm/${name}`, `../../../dist/wasm/${name}`];
  const path = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find(existsSync);
  if (!path)
    throw new RunError('the kernels of the simd backend are missing; build them with: npm run build');
  return path;
}
