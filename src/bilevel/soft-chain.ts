import { inverse, Matrix } from 'ml-matrix';
import type { Point } from './bilevel-problem.ts';
import { dot } from './vectors.ts';

/** A table of numbers by state and action, left and right. */
type ByAction = readonly (readonly [left: number, right: number])[];

/** A chain of states along which an agent goes left or right, and whose rewards depend on parameters ν linearly. */
export interface Chain {
  /** What each parameter adds to the reward, by state, action and parameter. */
  readonly features: readonly (readonly [left: Point, right: Point])[];
  /** Chance that a move goes the other way, 0 to 1. A move off either end stays. */
  readonly slip: number;
  /** γ, 0 to below 1. */
  readonly discount: number;
  /** τ, above 0: the weight of the policy's entropy. */
  readonly temperature: number;
  /** The state that episodes begin in. */
  readonly start: number;
}

/** What a policy with given logits is worth, and how that changes, all exact. Logits are differences, right minus left. */
export interface JudgedPolicy {
  /** Discounted sum of rewards and τ · entropy, from the start. */
  readonly value: number;
  /** Discounted visits, by state and action; they add up to 1 / (1 − γ). */
  readonly occupancy: ByAction;
  /** ∂V/∂x, state by state. */
  readonly slope: number[];
  /** ∂²V/∂x∂x */
  readonly hessian: number[][];
  /** ∂²V/∂ν∂x, parameter by parameter. */
  readonly mixed: number[][];
  /** ∂/∂x of the sum of visits · weights: the term that direct methods drop. */
  slopeOfVisits(weights: ByAction): number[];
}

/** The policy that is best with these parameters, as logits. @param iterations of soft value iteration; the error falls as γ. */
export function bestLogits(chain: Chain, nu: Point, iterations = 2000): number[] {
  const { temperature } = chain;
  let values = chain.features.map(() => 0);
  for (let iteration = 0; iteration < iterations; iteration++) {
    values = soughtValues(chain, nu, values).map(([left, right]) => {
      const most = Math.max(left, right);
      return (
        most +
        temperature * Math.log(Math.exp((left - most) / temperature) + Math.exp((right - most) / temperature))
      );
    });
  }
  return soughtValues(chain, nu, values).map(([left, right]) => (right - left) / temperature);
}

/** Judges a policy by the inverse of I − γP. */
export function judgedPolicy(chain: Chain, nu: Point, logits: Point): JudgedPolicy {
  const { features, discount, temperature, start } = chain;
  const states = [...features.keys()];
  const right = logits.map((logit) => 1 / (1 + Math.exp(-logit)));
  const spread = right.map((chance) => chance * (1 - chance));
  const chances = right.map((chance) => [1 - chance, chance] as const);
  const moved = states.map((state) => [0, 1].map((action) => transition(chain, state, action)));
  const along = states.map((state) => mixture(chances[state]!, moved[state]!));
  const visits = inverse(
    new Matrix(along.map((row, state) => row.map((chance, to) => Number(state === to) - discount * chance))),
  ).to2DArray();
  const visited = visits[start]!;

  /** What a policy collects, by the state it begins in, of numbers that each state gives. */
  const collected = (own: Point): number[] => visits.map((row) => dot(row, own));
  /** right minus left of numbers of each action and what is collected afterwards. */
  const advantage = (own: ByAction, after: Point): number[] =>
    states.map((state) => own[state]![1] - own[state]![0] + discount * ahead(moved[state]!, after));
  const averaged = (own: ByAction): number[] => states.map((state) => dot(chances[state]!, own[state]!));
  /** What gains of going right are worth to the start, by the logit of each state. */
  const slopeOfGain = (gains: Point): number[] =>
    states.map((state) => visited[state]! * spread[state]! * gains[state]!);
  /** ∂/∂x of what is collected, where that depends on the policy through its chances alone. */
  const slopeOf = (own: ByAction): number[] => slopeOfGain(advantage(own, collected(averaged(own))));

  const rewards = features.map((own) => own.map((each) => dot(each, nu)) as unknown as [number, number]);
  const softened = rewards.map(([toLeft, toRight], state): [number, number] => [
    toLeft - temperature * Math.log(1 - right[state]!),
    toRight - temperature * Math.log(right[state]!),
  ]);
  const values = collected(averaged(softened));
  // The derivative of the entropy's own term is −τ · its mean, which is zero.
  const gain = advantage(softened, values);

  const hessian = states.map((row) =>
    states.map((column) => {
      // Visits of `row` change with the logit of `column`, and so does what is collected after `row`.
      const more = ahead(
        moved[column]!,
        visits.map((own) => own[row]!),
      );
      const ofVisits = discount * visited[column]! * spread[column]! * more * spread[row]! * gain[row]!;
      const later = ahead(
        moved[row]!,
        visits.map((own) => own[column]! * spread[column]! * gain[column]!),
      );
      const ofGain = visited[row]! * spread[row]! * (discount * later - (row === column ? temperature : 0));
      const ofSpread = visited[row]! * spread[row]! * (1 - 2 * right[row]!) * gain[row]!;
      return ofVisits + ofGain + (row === column ? ofSpread : 0);
    }),
  );
  return {
    value: values[start]!,
    occupancy: chances.map(([toLeft, toRight], state) => [
      visited[state]! * toLeft,
      visited[state]! * toRight,
    ]),
    slope: slopeOfGain(gain),
    hessian,
    mixed: nu.map((_, parameter) =>
      slopeOf(features.map(([toLeft, toRight]) => [toLeft[parameter]!, toRight[parameter]!])),
    ),
    slopeOfVisits: slopeOf,
  };
}

/** ∂E[U]/∂logits of a softmax policy, E[U ∇ log π]: what is lost where the policy's response to a loss is dropped. */
export function scoreTerm(logits: Point, utilities: Point): number[] {
  const most = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - most));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const chances = weights.map((weight) => weight / sum);
  const mean = dot(chances, utilities);
  return chances.map((chance, action) => chance * (utilities[action]! - mean));
}

/** Rewards with the discounted values of what comes next, by state and action. */
function soughtValues(chain: Chain, nu: Point, values: Point): [number, number][] {
  return chain.features.map((own, state) => {
    const [left, right] = own.map(
      (feature, action) => dot(feature, nu) + chain.discount * dot(transition(chain, state, action), values),
    );
    return [left!, right!];
  });
}

/** Where an action leads, as chances by state. */
function transition({ features, slip }: Chain, state: number, action: number): number[] {
  const chances = features.map(() => 0);
  for (const [way, chance] of [
    [action, 1 - slip],
    [1 - action, slip],
  ] as const) {
    chances[Math.min(features.length - 1, Math.max(0, state + (way === 1 ? 1 : -1)))]! += chance;
  }
  return chances;
}

function mixture(chances: readonly [number, number], moved: readonly Point[]): number[] {
  return moved[0]!.map((_, to) => chances[0] * moved[0]![to]! + chances[1] * moved[1]![to]!);
}

/** What going right brings more than going left, of numbers by state. */
function ahead([left, right]: readonly Point[], numbers: Point): number {
  return dot(right!, numbers) - dot(left!, numbers);
}
