import { describe, test } from 'vitest';
import {
  type ActionDistribution,
  categorical,
  diagonalGaussian,
  type Minibatch,
  standardize,
} from '../../agents/index.ts';
import { type PpoSettings, ppo } from '../../agents/ppo.ts';
import { ppoLoss } from '../../agents/ppo-loss.ts';
import * as tf from '../../src/tensors/tf.ts';
import { doublePrecision, expectClose, flat, goldenCases, type Numbers } from './golden.ts';

/** In float32: a few roundings of numbers of this size. */
const tolerance = doublePrecision ? 1e-10 : 2e-6;

interface Expected {
  v_loss: number;
  loss: number;
  grad_loss: Record<string, Numbers>;
}

interface Case {
  name: string;
  policy: 'categorical' | 'gaussian';
  clip_coef: number;
  norm_adv: boolean;
  ent_coef: number;
  vf_coef: number;
  inputs: Record<'old_logprob' | 'advantages' | 'returns' | 'old_values' | 'values', number[]> & {
    actions: number[] | number[][];
    logits?: number[][];
    mean?: number[][];
    log_std?: Numbers;
  };
  outputs: {
    new_logprob: number[];
    mb_advantages: number[];
    pg_loss: number;
    entropy: number;
    approx_kl: number;
    clipfrac: number;
    clip_vloss: Expected;
    no_clip_vloss: Expected;
  };
}

describe.each(goldenCases<Case>('ppo_loss'))('ppoLoss agrees with the reference: $name', (golden) => {
  test.each(['clip_vloss', 'no_clip_vloss'] as const)('%s', (variant) => {
    const { inputs, outputs } = golden;
    const discrete = golden.policy === 'categorical';
    const actorOutputs = discrete ? inputs.logits! : inputs.mean!;
    const width = actorOutputs[0]!.length;
    const box = { kind: 'box', low: Array(width).fill(-1), high: Array(width).fill(1) } as const;
    const distribution: ActionDistribution = discrete
      ? categorical({ kind: 'discrete', n: width })
      : diagonalGaussian(box, 0);
    const row = (values: ArrayLike<number>) => tf.tensor2d(Array.from(values), [1, values.length]);
    const advantages = golden.norm_adv ? standardize(inputs.advantages, 1e-8) : inputs.advantages;
    expectClose(advantages, outputs.mb_advantages, 1e-10, 'advantages');
    const batch: Minibatch = {
      actions: discrete
        ? tf.tensor2d([inputs.actions as number[]], undefined, 'int32')
        : tf.tensor3d([inputs.actions as number[][]]),
      logProbs: row(inputs.old_logprob),
      advantages: row(advantages),
      returns: row(inputs.returns),
      values: row(inputs.old_values),
      weights: tf.fill([1, advantages.length], 1 / advantages.length),
      mean: (x) => tf.mean(x, 1),
    };
    const settings: PpoSettings = {
      ...(ppo.settings.parse({}) as PpoSettings),
      clip_coef: golden.clip_coef,
      clip_vloss: variant === 'clip_vloss',
      ent_coef: golden.ent_coef,
      vf_coef: golden.vf_coef,
    };

    const logStd = tf.tensor(discrete ? [] : flat(inputs.log_std!), [1, 1, discrete ? 0 : width]);
    const read: Record<string, ArrayLike<number>> = {};
    const total = (outputsOfActor: tf.Tensor, values: tf.Tensor, spread: tf.Tensor): tf.Scalar => {
      const params = { 'actor.log_std': spread };
      const evaluation = distribution.evaluate(outputsOfActor, params, batch.actions);
      const loss = ppoLoss(settings, evaluation, values, batch);
      read.logProb = evaluation.logProb.dataSync();
      for (const [name, term] of Object.entries({ ...loss.terms, total: loss.total }))
        read[name] = term.dataSync();
      return tf.sum(loss.total) as tf.Scalar;
    };
    const variables = [tf.tensor3d([actorOutputs]), row(inputs.values), ...(discrete ? [] : [logStd])];
    const { grads } = tf.valueAndGrads((...xs: tf.Tensor[]) => total(xs[0]!, xs[1]!, xs[2] ?? logStd))(
      variables,
    );

    const expected = outputs[variant];
    expectClose(read.logProb!, outputs.new_logprob, tolerance, 'log-probabilities');
    expectClose(read.policyLoss!, outputs.pg_loss, tolerance, 'policy loss');
    expectClose(read.valueLoss!, expected.v_loss, tolerance, 'value loss');
    expectClose(read.entropy!, outputs.entropy, tolerance, 'entropy');
    expectClose(read.approxKl!, outputs.approx_kl, tolerance, 'approximate KL');
    expectClose(read.clipFraction!, outputs.clipfrac, tolerance, 'clip fraction');
    expectClose(read.total!, expected.loss, tolerance, 'loss');
    const gradient = (name: string, tensor: tf.Tensor) =>
      expectClose(tensor.dataSync(), expected.grad_loss[name]!, tolerance, `gradient of ${name}`);
    gradient(discrete ? 'logits' : 'mean', grads[0]!);
    gradient('values', grads[1]!);
    if (!discrete) gradient('log_std', grads[2]!);
  });
});
