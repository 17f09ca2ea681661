import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Value } from '../../src/call-expression.ts';
import * as tf from '../../src/tensors/tf.ts';
import type { Matrix, Member } from './trial.ts';

const tolerance = z.object({ atol: z.number(), rtol: z.number() });
/** JSON has no NaN, so it is written as a text. */
const numbers = z.array(z.union([z.number(), z.literal('NaN').transform(() => Number.NaN)]));
const perTensor = z.array(numbers);

const file = z.object({
  optimizer: z.string(),
  tolerance,
  cases: z.array(
    z.object({
      id: z.string(),
      hyperparameters: z.record(z.string(), z.unknown()),
      float32_tolerance: tolerance,
      params: z.array(z.object({ name: z.string(), shape: numbers, init: numbers })),
      grads: z.array(perTensor).nullable(),
      closure: z.object({ c: perTensor, t: perTensor }).optional(),
      steps: z.int().optional(),
      expected: z.array(perTensor),
      expected_eval_final: perTensor.optional(),
      expected_hyper: z.array(z.record(z.string(), z.number())).optional(),
      hypergradients: z.array(z.record(z.string(), z.number())).optional(),
      lr_schedule: numbers.optional(),
      network: z.string().optional(),
      losses: numbers.optional(),
      activations: z.array(z.array(perTensor)).optional(),
      noise: z.array(perTensor).optional(),
      expected_sampled: z.array(perTensor).optional(),
      fresh: z.array(perTensor).optional(),
      probes: z.array(perTensor.nullable()).optional(),
      hessian: z.array(perTensor.nullable()).optional(),
      deltas: numbers.optional(),
      resets: z.array(z.boolean()).optional(),
      float64_only: z.boolean().optional(),
      float32_tolerance_double_loss_buffer: tolerance.optional(),
    }),
  ),
});

type Case = z.output<typeof file>['cases'][number];

/** Settings of a reference under its own names. */
export type Hyperparameters = Readonly<Record<string, Value>>;

/** A recorded run of a reference implementation. */
export interface Golden {
  readonly id: string;
  readonly hyperparameters: Hyperparameters;
  readonly initial: Member;
  /** One a step; absent for a run on the quadratic loss. */
  readonly gradients: readonly Member[] | undefined;
  /** Loss ½ Σ curvature · (parameter - target)², for rules that ask for gradients elsewhere. */
  readonly quadratic: { readonly curvature: Member; readonly target: Member } | undefined;
  /** Parameters after every step. */
  readonly expected: readonly Member[];
  /** The parameters to evaluate in the end, where they are not those that are trained. */
  readonly evaluated: Member | undefined;
  /** Settings that are learned, after every step. */
  readonly learned: readonly Readonly<Record<string, number>>[] | undefined;
  /** The derivatives of the loss by which they were learned, at every step. */
  readonly hypergradients: readonly Readonly<Record<string, number>>[] | undefined;
  /** Learning rate of each step over the one that it starts from. */
  readonly learningRateScale: readonly number[];
  readonly tolerance: z.output<typeof tolerance>;
  /** True for a case that is too ill-conditioned for single precision. */
  readonly onlyInDouble: boolean;
  /** What a rule is told beside gradients, step by step, and of a learned one the name of its network in the file. */
  readonly told: Pick<
    Case,
    | 'network'
    | 'losses'
    | 'activations'
    | 'noise'
    | 'expected_sampled'
    | 'fresh'
    | 'deltas'
    | 'resets'
    | 'probes'
    | 'hessian'
  >;
  /** Numbers for every parameter that are handed in at a step, in the parameters' layout. */
  handedIn(values: readonly (readonly number[])[]): Member;
}

/** Files of recorded runs: `[out, in]` is PyTorch's layout of kernels, `[in, out]` ours. */
const folders = { optimizers: '[out, in]', more: '[out, in]', learned: '[in, out]' } as const;

/** True where tensors hold doubles, in the vitest project `float64`. */
export const doublePrecision = tf.scalar(0).dataSync() instanceof Float64Array;

/** The cases of `test/goldens/<folder>/<name>.json` in our own layout. */
export function readGoldens(name: string, folder: keyof typeof folders = 'optimizers'): Golden[] {
  const path = new URL(`../goldens/${folder}/${name}.json`, import.meta.url);
  const toMatrix = folders[folder] === '[in, out]' ? asMatrix : fromTorch;
  const { tolerance, cases } = file.parse(JSON.parse(readFileSync(path, 'utf8')));
  return cases.map((each) => {
    const member = (values: readonly (readonly number[])[]): Member =>
      Object.fromEntries(
        each.params.map((param, i) => [param.name.replaceAll('/', '.'), toMatrix(param, values[i]!)]),
      );
    return {
      id: each.id,
      hyperparameters: each.hyperparameters as Hyperparameters,
      initial: member(each.params.map((param) => param.init)),
      gradients: gradientsOf(each)?.map(member),
      quadratic: each.closure && { curvature: member(each.closure.c), target: member(each.closure.t) },
      expected: each.expected.map(member),
      evaluated: each.expected_eval_final && member(each.expected_eval_final),
      learned: each.expected_hyper,
      hypergradients: each.hypergradients,
      learningRateScale: each.expected.map((_, step) => scaleOf(each, step)),
      tolerance: doublePrecision
        ? tolerance
        : (each.float32_tolerance_double_loss_buffer ?? each.float32_tolerance),
      onlyInDouble: each.float64_only === true,
      told: each,
      handedIn: member,
    };
  });
}

/** Zeros where there is nothing to descend on. */
function gradientsOf({ grads, closure, expected }: Case): Case['grads'] {
  if (grads !== null || closure) return grads;
  return expected.map((step) => step.map((values) => values.map(() => 0)));
}

function scaleOf({ lr_schedule, hyperparameters }: Case, step: number): number {
  return lr_schedule === undefined ? 1 : lr_schedule[step]! / (hyperparameters.lr as number);
}

/** PyTorch's `[out, in]` to our `[in, out]`, and its vectors to rows. */
function fromTorch({ shape }: Case['params'][number], values: readonly number[]): Matrix {
  const [out, inputs] = shape as [number, number | undefined];
  if (inputs === undefined) return { shape: [1, out], values };
  return {
    shape: [inputs, out],
    values: Array.from({ length: out * inputs }, (_, i) => values[(i % out) * inputs + Math.floor(i / out)]!),
  };
}

/** Matrices as they are; vectors, and numbers, to rows. */
function asMatrix({ shape }: Case['params'][number], values: readonly number[]): Matrix {
  const [rows, columns] = shape;
  return { shape: columns === undefined ? [1, rows ?? 1] : [rows!, columns], values };
}
