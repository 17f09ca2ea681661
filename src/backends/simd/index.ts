import { UsageError } from '../../errors.ts';
import { opNames } from '../../tensors/op.ts';
import * as tf from '../../tensors/tf.ts';
import { activate, addressSpaceHint } from '../activate.ts';
import { SimdBackend } from './backend.ts';
import { arithmetic, comparison } from './broadcasting.ts';
import { gather, gatherRows, pad, slice, tile, transpose } from './copies.ts';
import { qr, symmetricEigen, symmetricRoot } from './decompositions.ts';
import { dense, denseGradient } from './dense.ts';
import { categorical, categoricalGradient, gaussian, gaussianGradient } from './distributions.ts';
import { cast, clipByValue, elementwise, step } from './elementwise.ts';
import { layerNorm, layerNormGradient } from './layer-norm.ts';
import { layerSums } from './layer-sums.ts';
import { concat, joinLeaves, pack, split, splitLeaves } from './lines.ts';
import { batchMatMul } from './mat-mul.ts';
import { ppoLoss, ppoLossGradient } from './ppo-loss.ts';
import { max, mean, min, sum } from './reductions.ts';
import {
  addKernel,
  allFloats,
  allTruths,
  numbers,
  type OwnKernel,
  replaceKernel,
  type SimdKernel,
  watchHostKernel,
} from './register.ts';
import { blend, clipNorm, largestMagnitudes, moments, overRoot, watchGradient } from './rules.ts';
import { softmax } from './softmax.ts';
import { standardizeGroups } from './standardize.ts';
import { logical, logicalNot, select } from './truths.ts';

const onFloats: Readonly<Record<string, SimdKernel>> = {
  [tf.BatchMatMul]: batchMatMul,
  [tf.Add]: arithmetic('add'),
  [tf.Sub]: arithmetic('subtract'),
  [tf.Multiply]: arithmetic('multiply'),
  [tf.RealDiv]: arithmetic('divide'),
  [tf.Maximum]: arithmetic('maximum'),
  [tf.Minimum]: arithmetic('minimum'),
  [tf.SquaredDifference]: arithmetic('squaredDifference'),
  [tf.Equal]: comparison('equal'),
  [tf.NotEqual]: comparison('notEqual'),
  [tf.Greater]: comparison('greater'),
  [tf.GreaterEqual]: comparison('greaterEqual'),
  [tf.Less]: comparison('less'),
  [tf.LessEqual]: comparison('lessEqual'),
  [tf.Abs]: elementwise('abs'),
  [tf.Exp]: elementwise('exp'),
  [tf.Log]: elementwise('log'),
  [tf.Neg]: elementwise('neg'),
  [tf.Reciprocal]: elementwise('reciprocal'),
  [tf.Relu]: elementwise('relu'),
  [tf.Rsqrt]: elementwise('rsqrt'),
  [tf.Sigmoid]: elementwise('sigmoid'),
  [tf.Sign]: elementwise('sign'),
  [tf.Sqrt]: elementwise('sqrt'),
  [tf.Square]: elementwise('square'),
  [tf.Tanh]: elementwise('tanh'),
  [tf.Step]: step,
  [tf.ClipByValue]: clipByValue,
  [tf.Sum]: sum,
  [tf.Mean]: mean,
  [tf.Max]: max,
  [tf.Min]: min,
  [tf.Softmax]: softmax,
};

const onTruths: Readonly<Record<string, SimdKernel>> = {
  [tf.LogicalAnd]: logical('and'),
  [tf.LogicalOr]: logical('or'),
  [tf.LogicalNot]: logicalNot,
};

const onNumbers: Readonly<Record<string, SimdKernel>> = {
  [tf.Cast]: cast,
  [tf.Select]: select,
  [tf.Concat]: concat,
  [tf.Pack]: pack,
  [tf.Slice]: slice,
  [tf.SplitV]: split,
  [tf.Transpose]: transpose,
  [tf.Tile]: tile,
  [tf.PadV2]: pad,
  [tf.GatherV2]: gather,
};

/** Ops of our own; decompositions that are not here are computed by their formulas, on the host. */
const onOurOps: Readonly<Partial<Record<keyof typeof opNames, OwnKernel>>> = {
  [opNames.Dense]: dense,
  [opNames.DenseGradient]: denseGradient,
  [opNames.LayerNorm]: layerNorm,
  [opNames.LayerNormGradient]: layerNormGradient,
  [opNames.Categorical]: categorical,
  [opNames.CategoricalGradient]: categoricalGradient,
  [opNames.DiagonalGaussian]: gaussian,
  [opNames.DiagonalGaussianGradient]: gaussianGradient,
  [opNames.PpoLoss]: ppoLoss,
  [opNames.PpoLossGradient]: ppoLossGradient,
  [opNames.SplitLeaves]: splitLeaves,
  [opNames.JoinLeaves]: joinLeaves,
  [opNames.StandardizeGroups]: standardizeGroups,
  [opNames.LargestMagnitudes]: largestMagnitudes,
  [opNames.Blend]: blend,
  [opNames.Moments]: moments,
  [opNames.OverRoot]: overRoot,
  [opNames.ClipNorm]: clipNorm,
  [opNames.WatchGradient]: watchGradient,
  [opNames.LayerSums]: layerSums,
  [opNames.GatherRows]: gatherRows,
  [opNames.SymmetricEigen]: symmetricEigen,
  [opNames.SymmetricRoot]: symmetricRoot,
  [opNames.Qr]: qr,
};

/**
 * Makes TensorFlow.js compute with our own kernels on the CPU.
 *
 * @returns bytes of tensors that it can hold.
 * @throws UsageError if it does not start.
 */
export async function startSimd(): Promise<number> {
  if (!tf.findBackend('simd')) registerSimd(newBackend());
  await activate('simd');
  return (tf.backend() as SimdBackend).heap.limitBytes;
}

/** Made here and not by TensorFlow.js, which would keep to itself why it cannot be made. */
function newBackend(): SimdBackend {
  try {
    return new SimdBackend();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`backend simd gets no memory to begin with (${error.message})${addressSpaceHint()}`);
  }
}

function registerSimd(backend: SimdBackend): void {
  tf.registerBackend('simd', () => backend);
  tf.copyRegisteredKernels('cpu', 'simd');
  for (const [kernels, takes] of [
    [onFloats, allFloats],
    [onTruths, allTruths],
    [onNumbers, numbers],
  ] as const) {
    for (const [name, kernel] of Object.entries(kernels)) replaceKernel(name, kernel, takes);
  }
  for (const [name, kernel] of Object.entries(onOurOps)) addKernel(name, kernel);
  const ours = new Set([onFloats, onTruths, onNumbers, onOurOps].flatMap(Object.keys));
  for (const { kernelName } of tf.getKernelsForBackend('simd')) {
    if (!ours.has(kernelName)) watchHostKernel(kernelName);
  }
}
