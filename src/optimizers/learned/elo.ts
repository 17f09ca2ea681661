import { z } from 'zod';
import * as tf from '../../tensors/tf.ts';
import { mapTree } from '../../tensors/tree.ts';
import { defineOptimizer } from '../entry/optimizer.ts';
import { chain, stateless } from '../transforms/chain.ts';
import { learningRate } from '../transforms/learning-rate.ts';
import { weightDecay } from '../transforms/weight-decay.ts';
import { accumulatorMemory } from './accumulators.ts';
import { adafacArrays, adafacLines, adafacNetwork, adafacRule, exponent } from './adafac-rule.ts';
import { plainDecays } from './decays.ts';
import { clipSettings, clipTogether } from './gradient-limits.ts';
import { pinWeights, weightsSettings } from './weights-setting.ts';

const settings = z.object({
  ...weightsSettings,
  lr: learningRate(0.001, "the reference's"),
  exp_mult: exponent,
  weight_decay: weightDecay(0, 'decoupled'),
  ...clipSettings(false),
});

/**
 * The features and the network of AdafacLO, with the plain decays and a learning rate in place of a length of its own;
 * its weights are trained with an expert at hand. A gradient that is no number counts as 0.
 *
 * State: that of ADAFACLO.
 */
export const elo = defineOptimizer({
  name: 'ELO',
  summary: 'learned: the network of ADAFACLO behind a plain learning rate; weights trained with an expert',
  source: 'Belilovsky-Lab/pylo ELO_naive.py at d05c6c1; features of Metz et al. 2022 (arXiv 2203.11860)',
  equation: [
    'clip_grad: g ← g·min(1, clip_norm/‖g‖), of all tensors together',
    'g ← 0 where g is no number, the largest number where it is infinite',
    ...adafacLines,
    'θ ← θ - η(a·exp(exp_mult·b) + λθ)',
    'the averages keep 0.9, 0.99, 0.999 of their past, that of g² 0.999',
  ],
  settings,
  pin: pinWeights('ELO', adafacNetwork),
  weightArrays: adafacArrays,
  memory: accumulatorMemory,
  create: (members) =>
    chain(
      clipTogether(members),
      rescueNumbers,
      adafacRule(
        members,
        () => plainDecays,
        ({ lr, weight_decay }, { learningRateScale }) => ({
          step: lr * learningRateScale,
          decay: lr * learningRateScale * weight_decay,
          decayAfterwards: 0,
        }),
      ),
    ),
});

/** NaN becomes 0, and what is infinite the largest number of single precision. */
const rescueNumbers = stateless(
  (gradients) =>
    mapTree((gradient) => {
      const numbers = tf.where(tf.isNaN(gradient), tf.zerosLike(gradient), gradient);
      return tf.clipByValue(numbers, -largest, largest);
    }, gradients),
  { elementwise: true },
);

const largest = 3.4028234663852886e38;
