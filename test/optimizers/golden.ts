import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Call, Value } from '../../src/call-expression.ts';
import * as tf from '../../src/tensors/tf.ts';
import type { Matrix, Member } from './trial.ts';

const tolerance = z.object({ atol: z.number(), rtol: z.number() });

const file = z.object({
  optimizer: z.string(),
  tolerance,
  cases: z.array(
    z.object({
      id: z.string(),
      hyperparameters: z.looseObject({
        lr: z.number(),
        layer_mapping: z.record(z.string(), z.number()).optional(),
        layer_lr_multipliers: z.record(z.string(), z.number()).optional(),
      }),
      float32_tolerance: tolerance,
      params: z.array(z.object({ name: z.string(), shape: z.array(z.number()), init: z.array(z.number()) })),
      grads: z.array(z.array(z.array(z.number()))),
      expected: z.array(z.array(z.array(z.number()))),
      lr_schedule: z.array(z.number()).optional(),
    }),
  ),
});

type Parameter = z.output<typeof file>['cases'][number]['params'][number];

/** A recorded run of a reference implementation. */
export interface Golden {
  readonly id: string;
  readonly optimizer: Call;
  readonly initial: Member;
  /** One a step. */
  readonly gradients: readonly Member[];
  readonly expected: readonly Member[];
  /** lr of each step over the lr of the optimizer. */
  readonly learningRateScale: readonly number[];
  readonly tolerance: z.output<typeof tolerance>;
}

/** The cases of `test/goldens/optimizers/<name>.json` in our own layout and words. */
export function readGoldens(name: string): Golden[] {
  const path = new URL(`../goldens/optimizers/${name}.json`, import.meta.url);
  const { tolerance, cases } = file.parse(JSON.parse(readFileSync(path, 'utf8')));
  const doublePrecision = tf.scalar(0).dataSync() instanceof Float64Array;
  return cases.map((each) => {
    const member = (values: readonly (readonly number[])[]): Member =>
      Object.fromEntries(each.params.map((param, i) => [param.name, toMatrix(param, values[i]!)]));
    const { lr } = each.hyperparameters;
    return {
      id: each.id,
      optimizer: { name, positional: [], settings: toSettings(each.hyperparameters) },
      initial: member(each.params.map((param) => param.init)),
      gradients: each.grads.map(member),
      expected: each.expected.map(member),
      learningRateScale: each.grads.map((_, step) => (each.lr_schedule?.[step] ?? lr) / lr),
      tolerance: doublePrecision ? tolerance : each.float32_tolerance,
    };
  });
}

/** PyTorch's `[out, in]` to our `[in, out]`, and its vectors to rows. */
function toMatrix({ shape }: Parameter, values: readonly number[]): Matrix {
  const [out, inputs] = shape as [number, number | undefined];
  if (inputs === undefined) return { shape: [1, out], values };
  return {
    shape: [inputs, out],
    values: Array.from({ length: out * inputs }, (_, i) => values[(i % out) * inputs + Math.floor(i / out)]!),
  };
}

function toSettings(hyperparameters: z.output<typeof file>['cases'][number]['hyperparameters']) {
  const { layer_mapping, layer_lr_multipliers, max_group_size, amsgrad, ...settings } = hyperparameters;
  // The reference never reads max_group_size. AMSGrad is an optimizer of its own here: ADAM refuses the setting.
  if (amsgrad === true) settings.amsgrad = amsgrad;
  if (layer_mapping) settings.layer_mapping = 'layer';
  if (layer_lr_multipliers) {
    const layers = Math.max(...Object.keys(layer_lr_multipliers).map(Number)) + 1;
    settings.layer_lr_multipliers = Array.from({ length: layers }, (_, i) => layer_lr_multipliers[i] ?? 1);
  }
  return settings as Record<string, Value>;
}
