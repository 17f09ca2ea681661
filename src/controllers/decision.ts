import type { Decision, DecisionName } from './controller.ts';

const isFactor = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value < Infinity;
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 1;
const isPositive = (value: unknown): boolean => isFactor(value) && value !== 0;

interface Rule {
  /** What the rows of `measurements` call it. */
  readonly quantity: string;
  readonly holds: (value: unknown) => boolean;
  readonly words: string;
}

/** Everything that can be decided. */
export const decisionRules: Readonly<Record<DecisionName, Rule>> = {
  learningRateFactor: { quantity: 'learning_rate_factor', holds: isFactor, words: 'a number ≥ 0' },
  actorLearningRateFactor: { quantity: 'actor_learning_rate_factor', holds: isFactor, words: 'a number ≥ 0' },
  criticLearningRateFactor: {
    quantity: 'critic_learning_rate_factor',
    holds: isFactor,
    words: 'a number ≥ 0',
  },
  updateEpochs: { quantity: 'update_epochs', holds: isCount, words: 'a whole number ≥ 1' },
  numMinibatches: { quantity: 'num_minibatches', holds: isCount, words: 'a whole number ≥ 1' },
  clipRange: { quantity: 'clip_range', holds: isPositive, words: 'a number > 0' },
  samples: { quantity: 'samples', holds: isCount, words: 'a whole number ≥ 1' },
};

export const decisionNames = Object.keys(decisionRules) as readonly DecisionName[];

const factors: readonly DecisionName[] = [
  'learningRateFactor',
  'actorLearningRateFactor',
  'criticLearningRateFactor',
];

/** What several controllers decide together: their factors multiply, of everything else the last one counts. */
export function joinedDecision(decisions: readonly Decision[]): Decision {
  const joined: { -readonly [name in DecisionName]?: number } = {};
  for (const decision of decisions) {
    for (const name of decisionNames) {
      const value = decision[name];
      if (value === undefined) continue;
      joined[name] = factors.includes(name) ? (joined[name] ?? 1) * value : value;
    }
  }
  return joined;
}

/** A decision as rows of `measurements` have it. */
export function decidedQuantities(decision: Decision): [quantity: string, value: number][] {
  return decisionNames.flatMap((name): [string, number][] => {
    const value = decision[name];
    return value === undefined ? [] : [[decisionRules[name].quantity, value]];
  });
}
