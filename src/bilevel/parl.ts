import type { Point } from './bilevel-problem.ts';
import { bestLogits, type Chain, type JudgedPolicy, judgedPolicy } from './soft-chain.ts';
import { dot, plus, solved } from './vectors.ts';

/** Rewards are to be such that the best policy goes where it is wanted: minimise −Σ W · visits + ρ/2 ‖ν‖² over ν. */
export interface RewardDesign {
  readonly chain: Chain;
  /** W: how much a visit is wanted, by state and action. */
  readonly preferences: readonly (readonly [left: number, right: number])[];
  /** ρ, 0 or above. */
  readonly ridge: number;
}

/** The upper objective at a policy, and how it changes with ν. */
export interface DesignGradient {
  readonly upper: number;
  /** ∂U/∂ν, without the policy's response. */
  readonly direct: number[];
  /** ∂U/∂x of logit differences: what direct methods drop. */
  readonly slope: number[];
  /** direct − ∂²V/∂ν∂x (∂²V/∂x∂x − damping I)⁻¹ slope */
  readonly hypergradient: number[];
  readonly policy: JudgedPolicy;
}

/**
 * The exact gradient of reward design by implicit differentiation (PARL: Chakraborty et al. 2024, "PARL: A Unified Framework
 * for Policy Alignment in Reinforcement Learning", in closed form for a chain of states).
 *
 * @param logits of the policy that is trained with ν. Exact where it is the best one. @param damping 0 or above.
 */
export function designGradient(
  { chain, preferences, ridge }: RewardDesign,
  nu: Point,
  logits: Point,
  damping = 0,
): DesignGradient {
  const policy = judgedPolicy(chain, nu, logits);
  const wanted = policy.occupancy.reduce((sum, own, state) => sum + dot(own, preferences[state]!), 0);
  const direct = nu.map((value) => ridge * value);
  const slope = policy.slopeOfVisits(preferences).map((value) => -value);
  const damped = policy.hessian.map((row, index) =>
    row.map((value, column) => value - (index === column ? damping : 0)),
  );
  const response = solved(damped, slope);
  return {
    upper: -wanted + (ridge * dot(nu, nu)) / 2,
    direct,
    slope,
    hypergradient: direct.map((value, parameter) => value - dot(policy.mixed[parameter]!, response)),
    policy,
  };
}

/** How rewards and policy are learned in turn. */
export interface DesignSettings {
  /** Steps of gradient ascent of the policy before each step of ν, and their learning rate. */
  readonly innerSteps: number;
  readonly innerRate: number;
  readonly outerRate: number;
  /** Of the Hessian, which is singular where the policy is certain. */
  readonly damping: number;
}

/** Learns rewards and the policy in turn, one point a step of ν; the policy goes on from where it was. */
export function* designRewards(
  design: RewardDesign,
  start: { readonly nu: Point; readonly logits: Point },
  { innerSteps, innerRate, outerRate, damping }: DesignSettings,
): Generator<DesignGradient & { readonly nu: Point; readonly logits: Point }, never> {
  let { nu, logits } = start;
  for (;;) {
    for (let step = 0; step < innerSteps; step++) {
      logits = plus(logits, judgedPolicy(design.chain, nu, logits).slope, innerRate);
    }
    const gradient = designGradient(design, nu, logits, damping);
    nu = plus(nu, gradient.hypergradient, -outerRate);
    yield { ...gradient, nu, logits };
  }
}

/** The upper objective where the policy is the best one. */
export function designValue(design: RewardDesign, nu: Point): number {
  return designGradient(design, nu, bestLogits(design.chain, nu)).upper;
}
