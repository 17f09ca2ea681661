import { recordingBackend } from './replay/recording-backend.ts';
import * as tf from './tf.ts';

/** Tensors by name. */
export type Named<Name extends string> = { readonly [name in Name]: tf.Tensor };

/** Names of those of our own ops for which the simd backend has a kernel that computes one in a single call. */
export const opNames = {
  Dense: 'Dense',
  DenseGradient: 'DenseGradient',
  LayerNorm: 'LayerNorm',
  LayerNormGradient: 'LayerNormGradient',
  Categorical: 'Categorical',
  CategoricalGradient: 'CategoricalGradient',
  DiagonalGaussian: 'DiagonalGaussian',
  DiagonalGaussianGradient: 'DiagonalGaussianGradient',
  PpoLoss: 'PpoLoss',
  PpoLossGradient: 'PpoLossGradient',
  SplitLeaves: 'SplitLeaves',
  JoinLeaves: 'JoinLeaves',
  StandardizeGroups: 'StandardizeGroups',
  LargestMagnitudes: 'LargestMagnitudes',
  Blend: 'Blend',
  Moments: 'Moments',
  OverRoot: 'OverRoot',
  ClipNorm: 'ClipNorm',
  WatchGradient: 'WatchGradient',
  LayerSums: 'LayerSums',
  GatherRows: 'GatherRows',
  SymmetricEigen: 'SymmetricEigen',
  SymmetricPower: 'SymmetricPower',
  SymmetricRoot: 'SymmetricRoot',
  Qr: 'Qr',
  Svd: 'Svd',
  PolarFactor: 'PolarFactor',
  TriangularInverse: 'TriangularInverse',
} as const;

/** What a kernel of our own is called with beside tensors that the engine knows of. */
export interface CallAttrs {
  /** The op's own. */
  readonly attrs: object;
  /** Inputs that the tape does not see. */
  readonly data: tf.NamedTensorMap;
}

/** An op that TensorFlow.js does not have. */
export interface OpDefinition<Input extends string, Attrs extends object> {
  /** Under which a backend may have a kernel. */
  readonly name: string;
  /**
   * What it computes, in ops that every backend has. The results are new tensors, never the inputs themselves.
   *
   * @param attrs what is no tensor.
   */
  formula(inputs: Named<Input>, attrs: Attrs): tf.Tensor[];
  /** Its gradient, written out. Without one, it is the formula's. */
  readonly gradient?: OpGradient<Input, Attrs>;
}

export interface OpGradient<Input extends string, Attrs extends object> {
  /** Inputs and results that the slopes are computed from; the engine keeps a clone of each. */
  readonly saves: readonly Input[];
  readonly savesResults: readonly boolean[];
  /** Inputs without slopes, which must live until the gradient is taken: nobody keeps them. */
  readonly data: readonly Input[];
  /**
   * The slopes in the inputs.
   *
   * @param dys the slopes in the results, in order.
   */
  slopes(
    dys: readonly tf.Tensor[],
    saved: { readonly inputs: Named<Input>; readonly results: readonly tf.Tensor[] },
    attrs: Attrs,
  ): { readonly [name in Input]?: () => tf.Tensor };
}

export interface Op<Input extends string, Attrs extends object> {
  (inputs: Named<Input>, attrs: Attrs): tf.Tensor[];
  readonly formula: OpDefinition<Input, Attrs>['formula'];
}

let onlyFormulas = false;

/**
 * Does some work with the formulas of our own ops in place of their kernels and gradients. Formulas can be differentiated
 * more than once, where every op that they are made of can.
 */
export function inFormulas<T>(work: () => T): T {
  const before = onlyFormulas;
  onlyFormulas = true;
  try {
    return work();
  } finally {
    onlyFormulas = before;
  }
}

/**
 * Makes an op of our own. A backend with a kernel of its name computes it in one call; every other computes its formula,
 * off the tape if its gradient is written out. Both cost fewer kernel calls, of which the engine needs some microseconds
 * each, than the formula on the tape.
 */
export function defineOp<Input extends string, Attrs extends object = object>({
  name,
  formula,
  gradient,
}: OpDefinition<Input, Attrs>): Op<Input, Attrs> {
  if (gradient) tf.registerGradient(gradientOf(name, gradient));
  const run: tf.KernelFunc = ({ inputs, attrs: call }) => {
    const { attrs, data } = call as unknown as CallAttrs;
    return tf.tidy(() => formula({ ...inputs, ...data } as Named<Input>, attrs as Attrs));
  };
  const op = (inputs: Named<Input>, attrs: Attrs): tf.Tensor[] => {
    const engine = tf.engine();
    if (onlyFormulas || (!gradient && engine.isTapeOn())) return formula(inputs, attrs);
    const backendName = tf.getBackend();
    if (!tf.getKernel(name, backendName)) {
      tf.registerKernel({
        kernelName: name,
        backendName,
        // What the formula does is its own affair, reading numbers included.
        kernelFunc: (call) =>
          recordingBackend(call.backend as tf.KernelBackend)?.hostCall(name, run, call) ?? run(call),
      });
    }
    const seen: tf.NamedTensorMap = { ...inputs };
    const data: tf.NamedTensorMap = {};
    for (const each of gradient?.data ?? []) {
      data[each] = inputs[each];
      delete seen[each];
    }
    const call: CallAttrs = { attrs, data };
    return engine.runKernel(name, seen, call as unknown as tf.NamedAttrMap);
  };
  return Object.assign(op, { formula });
}

function gradientOf<Input extends string, Attrs extends object>(
  kernelName: string,
  { saves, savesResults, slopes }: OpGradient<Input, Attrs>,
): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: [...saves],
    outputsToSave: [...savesResults],
    gradFunc(dys, saved, call) {
      const { attrs, data } = call as unknown as CallAttrs;
      const kept = Object.fromEntries(saves.map((name, index) => [name, saved[index]!]));
      const inputs = { ...kept, ...data } as Named<Input>;
      const results = saved.slice(saves.length);
      return slopes(Array.isArray(dys) ? dys : [dys], { inputs, results }, attrs as Attrs) as {
        [name: string]: () => tf.Tensor;
      };
    },
  };
}
