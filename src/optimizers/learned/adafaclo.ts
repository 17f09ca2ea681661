import { z } from 'zod';
import { defineOptimizer, type Params, type WeightArray } from '../entry/optimizer.ts';
import { chain } from '../transforms/chain.ts';
import { clipNorms } from '../transforms/clip-norm.ts';
import { learningRate } from '../transforms/learning-rate.ts';
import { weightDecay } from '../transforms/weight-decay.ts';
import { accumulatorMemory } from './accumulators.ts';
import { adafacArrays, adafacLines, adafacRule, exponent } from './adafac-rule.ts';
import { type MemberDecays, plainDecays } from './decays.ts';
import { pickAll, pinWeights, weightsOf, weightsSettings } from './weights-setting.ts';

/** Offsets of the decays, which are learned with the network: where a file has none, as PyLO's, those that PyLO has by default. */
const offsetArrays = [
  { name: 'momentum_decays', shape: [3], otherwise: [0.15216392, 0.14245212, 0.06812963] },
  { name: 'rms_decays', shape: [1], otherwise: [0.01079706] },
  { name: 'adafactor_decays', shape: [3], otherwise: [0.18621896, -0.10864615, -0.06185547] },
] as const satisfies readonly WeightArray[];

/** The arrays of a file for {@link adafaclo} and its relative MULO. */
export const adafacloArrays: readonly WeightArray[] = [...adafacArrays, ...offsetArrays];

const offsets = (count: number, what: string) =>
  z
    .array(z.number().min(-1).max(1))
    .length(count)
    .nullable()
    .default(null)
    .describe(
      `offsets of the decays of ${what}, 0 for plain ones; none: those in the file of weights, else PyLO's`,
    );

/** The settings of {@link adafaclo} and of its relative MULO. */
export const adafacloSettings = {
  ...weightsSettings,
  lr: learningRate(1, "the reference's, a factor on steps that have their own length"),
  step_mult: z
    .number()
    .min(0)
    .default(0.01)
    .describe("factor on every step; default: PyLO's (Google's is 0.001)"),
  exp_mult: exponent,
  weight_decay: weightDecay(0, 'decoupled, of the parameters after the step'),
  max_grad_norm: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe('each tensor of the gradient is clipped to this norm by itself; none: not clipped'),
  momentum_decays: offsets(3, 'the momenta'),
  rms_decays: offsets(1, 'the average of squares'),
  adafactor_decays: offsets(3, 'the factored averages'),
};

const settings = z.object(adafacloSettings);
type Settings = z.output<typeof settings>;

/** 1 - (1 - decay) · exp(10 · offset), within 0 and 1. */
function shifted(decays: readonly number[], by: ArrayLike<number>): number[] {
  return decays.map((decay, index) => Math.min(1, Math.max(0, 1 - (1 - decay) * Math.exp(10 * by[index]!))));
}

/** The decays of a member: by its settings, else by its file. */
function decaysOfMember(settings: Settings): MemberDecays {
  const ofFile = pickAll(weightsOf(settings), offsetArrays);
  const [momenta, squares, factored] = offsetArrays.map(
    ({ name }, index) => settings[name] ?? ofFile[index]!.values,
  );
  return {
    momenta: shifted(plainDecays.momenta, momenta!),
    squares: shifted(plainDecays.squares, squares!),
    factored: shifted(plainDecays.factored, factored!),
  };
}

/** The rule of {@link adafaclo}. @param factors on the learning rates of the tensors. */
export function adafacloRule(members: readonly Settings[], factors?: (params: Params) => readonly number[]) {
  return chain(
    clipNorms(
      members.map(({ max_grad_norm }) => ({ clip_norm: max_grad_norm })),
      'tensor',
    ),
    adafacRule(
      members.map((settings) => ({ ...settings, decays: decaysOfMember(settings) })),
      ({ decays }) => decays,
      ({ lr, step_mult, weight_decay }, { learningRateScale }) => ({
        step: lr * learningRateScale * step_mult,
        decay: 0,
        decayAfterwards: lr * learningRateScale * weight_decay,
      }),
      factors,
    ),
  );
}

/**
 * The learned optimizer of one small network, as PyLO runs it: 39 features of every number, of Adafactor's kind, lead to
 * its step. What it does is its weights; none are published with the code.
 *
 * State: 4 numbers a parameter, 3 for each row and column of kernels, 3 for each number of vectors.
 */
export const adafaclo = defineOptimizer({
  name: 'ADAFACLO',
  summary:
    'learned: a small network on features of Adafactor’s kind; as good as what its weights were trained on',
  source: 'Metz et al. 2022 (arXiv 2203.11860); Belilovsky-Lab/pylo AdafacLO_naive.py at d05c6c1',
  equation: [
    'g ← g·min(1, max_grad_norm/(‖g‖ + 1e-6)) of each tensor',
    ...adafacLines,
    'θ ← θ - η·step_mult·a·exp(exp_mult·b),  then θ ← (1 - ηλ)θ',
    'the averages keep the share 1 - (1 - β)exp(10·offset) of their past',
  ],
  settings,
  pin: pinWeights('ADAFACLO', (weights) => pickAll(weights, adafacloArrays)),
  weightArrays: adafacloArrays,
  memory: accumulatorMemory,
  create: (members) => adafacloRule(members),
});
