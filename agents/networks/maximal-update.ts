import type { WidthRatios } from '../../src/tensors/parameter-layout.ts';

/** A dense layer of a network whose hidden layers would all have `base` units in the narrower one. */
export interface WideLayer {
  readonly inputs: number;
  readonly units: number;
  /** Whether its inputs are units of a hidden layer. */
  readonly seesHidden: boolean;
  /** Whether its outputs are units of a hidden layer. */
  readonly hidden: boolean;
}

/** What the parametrization makes of a layer. All of it is 1 where the layer is as wide as in the narrower network. */
export interface MaximalUpdate {
  /** Factor on the gain of orthogonal initial weights. */
  readonly gain: number;
  /** Factor on the layer's outputs. */
  readonly multiplier: number;
  readonly ofKernel: WidthRatios;
  readonly ofVectors: WidthRatios;
}

/**
 * The maximal-update parametrization (Yang & Hu 2021; Yang et al. 2022, arXiv 2203.03466, table 8): initial weights of first
 * layers are as large as in the narrower network, those of hidden layers shrink with the root of their inputs, and those
 * of the head stay as they are, while its outputs, bias included, are divided by the width (as mu_mlp.py of
 * bentherien/mu_learned_optimization). The other half are learning rates, which optimizers find by {@link WidthRatios}.
 *
 * An orthogonal matrix has numbers of about 1 / √(longer side), so a first layer's would shrink as it gets wider.
 */
export function maximalUpdate({ inputs, units, seesHidden, hidden }: WideLayer, base: number): MaximalUpdate {
  const from = seesHidden ? base : inputs;
  const to = hidden ? base : units;
  const kept = Math.max(inputs, units) / Math.max(from, to);
  const multiplier = hidden ? 1 : from / inputs;
  const ratios = { outputs: units / to, multiplier };
  return {
    gain: Math.sqrt(hidden ? (kept * from) / inputs : kept),
    multiplier,
    ofKernel: { inputs: inputs / from, ...ratios },
    ofVectors: { inputs: 1, ...ratios },
  };
}
