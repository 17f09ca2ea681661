import { defineOp, type Named } from '../src/tensors/op.ts';
import * as tf from '../src/tensors/tf.ts';
import type { Loss, Minibatch } from './agent.ts';
import type { Evaluation } from './distributions/index.ts';

/** What PPO's loss is weighted and clipped by, named as the agent's settings. */
export interface PpoCoefficients {
  readonly clip_coef: number;
  readonly clip_vloss: boolean;
  readonly ent_coef: number;
  readonly vf_coef: number;
}

type Learned = 'logProb' | 'entropy' | 'values';
type Data = 'logProbs' | 'advantages' | 'returns' | 'oldValues' | 'weights';
type Input = Learned | Data;

/** Both sides of the policy's loss, row by row, and the ratio that they are made of. */
function surrogates({ logProb, logProbs, advantages }: Named<Input>, clip: number) {
  const logRatio = tf.sub(logProb, logProbs);
  const ratio = tf.exp(logRatio);
  const losses = tf.neg(advantages);
  const plain = tf.mul(losses, ratio);
  const clipped = tf.mul(losses, tf.clipByValue(ratio, 1 - clip, 1 + clip));
  return { logRatio, ratio, plain, clipped };
}

/** What the values err by, and would err by if they had moved no further than they may. */
function errors({ values, oldValues, returns }: Named<Input>, clip: number) {
  const move = tf.sub(values, oldValues);
  const clippedMove = tf.clipByValue(move, -clip, clip);
  return {
    move,
    plain: tf.sub(values, returns),
    clipped: tf.sub(tf.add(oldValues, clippedMove), returns),
  };
}

/**
 * How much of the slope of max(a, b) belongs to `a`: all where it is larger, nothing where `b` is, and half on a tie, as
 * in PyTorch. (TensorFlow.js gives it all to the first, which shows when one side of the clipped losses is flat.)
 */
function shareOfFirst(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.mul(tf.add(tf.sign(tf.sub(a, b)), 1), 0.5);
}

/** 1 where x is from `low` to `high`, both included, as the slope of a clip; 0 elsewhere. */
function inside(x: tf.Tensor, low: number, high: number): tf.Tensor {
  return tf.cast(tf.logicalAnd(tf.greaterEqual(x, low), tf.lessEqual(x, high)), 'float32');
}

/** share + (1 − share) · other */
function mixed(share: tf.Tensor, other: tf.Tensor): tf.Tensor {
  return tf.add(share, tf.mul(tf.sub(1, share), other));
}

/**
 * With r the ratio, A the advantage, s the share of the unclipped side in the maximum (½ on a tie), i = 1 inside the clip
 * range and 0 outside, w the row's weight and d = dL/dtotal of its member:
 * dL/dlogProb = −d·w·A·r·(s + (1 − s)·i), and dL/dentropy = −d·w·ent_coef.
 * With e the error, ê the clipped one, and s and i of these: dL/dvalue = d·w·vf_coef·(s·e + (1 − s)·i·ê).
 */
export const ppoLossGradientOp = defineOp<Input | 'dTotal', PpoCoefficients>({
  name: 'PpoLossGradient',
  formula({ dTotal, ...inputs }, { clip_coef, clip_vloss, ent_coef, vf_coef }) {
    const d = tf.expandDims(dTotal, 1);
    const rows = tf.mul(inputs.weights, d);
    const policy = surrogates(inputs, clip_coef);
    const ofPolicy = mixed(
      shareOfFirst(policy.plain, policy.clipped),
      inside(policy.ratio, 1 - clip_coef, 1 + clip_coef),
    );
    const error = errors(inputs, clip_coef);
    let ofError = error.plain;
    if (clip_vloss) {
      const share = shareOfFirst(tf.square(error.plain), tf.square(error.clipped));
      const ofClipped = tf.mul(tf.sub(1, share), inside(error.move, -clip_coef, clip_coef));
      ofError = tf.add(tf.mul(share, error.plain), tf.mul(ofClipped, error.clipped));
    }
    // An entropy that all rows share counts once.
    const entropyRows = inputs.entropy.shape[1] === inputs.weights.shape[1] ? rows : d;
    return [
      tf.mul(rows, tf.mul(policy.plain, ofPolicy)),
      tf.mul(entropyRows, -ent_coef),
      tf.mul(rows, tf.mul(ofError, vf_coef)),
    ];
  },
});

/** → total, policy loss, value loss, mean entropy, approximate KL, clip fraction, `[P]` each; the total alone has slopes. */
export const ppoLossOp = defineOp<Input, PpoCoefficients>({
  name: 'PpoLoss',
  formula(inputs, { clip_coef, clip_vloss, ent_coef, vf_coef }) {
    const { entropy, weights } = inputs;
    const mean = (x: tf.Tensor): tf.Tensor => tf.sum(tf.mul(x, weights), 1);
    const { logRatio, ratio, plain, clipped } = surrogates(inputs, clip_coef);
    const policyLoss = mean(tf.maximum(plain, clipped));
    const error = errors(inputs, clip_coef);
    const squaredError = tf.square(error.plain);
    const squares = clip_vloss ? tf.maximum(squaredError, tf.square(error.clipped)) : squaredError;
    const valueLoss = tf.mul(mean(squares), 0.5);
    const meanEntropy = entropy.shape[1] === weights.shape[1] ? mean(entropy) : tf.squeeze(entropy, [1]);
    const moved = tf.sub(ratio, 1);
    return [
      tf.add(tf.sub(policyLoss, tf.mul(meanEntropy, ent_coef)), tf.mul(valueLoss, vf_coef)),
      policyLoss,
      valueLoss,
      meanEntropy,
      // Schulman's low-variance estimate of KL(old ‖ new), http://joschu.net/blog/kl-approx.html
      mean(tf.sub(moved, logRatio)),
      mean(tf.cast(tf.greater(tf.abs(moved), clip_coef), 'float32')),
    ];
  },
  gradient: {
    saves: ['logProb', 'entropy', 'values'],
    savesResults: [],
    data: ['logProbs', 'advantages', 'returns', 'oldValues', 'weights'],
    slopes([dTotal], { inputs }, coefficients) {
      const [logProb, entropy, values] = ppoLossGradientOp({ ...inputs, dTotal: dTotal! }, coefficients);
      return { logProb: () => logProb!, entropy: () => entropy!, values: () => values! };
    },
  },
});

/**
 * The clipped losses of PPO for one minibatch of every member.
 *
 * @param newValues `[P, B]`
 */
export function ppoLoss(
  coefficients: PpoCoefficients,
  { logProb, entropy }: Evaluation,
  newValues: tf.Tensor,
  { logProbs, advantages, returns, values: oldValues, weights, clipRange }: Minibatch,
): Loss {
  const [total, policyLoss, valueLoss, meanEntropy, approxKl, clipFraction] = ppoLossOp(
    { logProb, entropy, values: newValues, logProbs, advantages, returns, oldValues, weights },
    clipRange === undefined ? coefficients : { ...coefficients, clip_coef: clipRange },
  );
  return {
    total: total!,
    terms: {
      policyLoss: policyLoss!,
      valueLoss: valueLoss!,
      entropy: meanEntropy!,
      approxKl: approxKl!,
      clipFraction: clipFraction!,
    },
  };
}
