import { UsageError } from '../src/errors.ts';
import { showValue } from '../src/show-value.ts';
import { type Agent, lossTerms } from './agent.ts';
import type { Network } from './networks/network.ts';

// Types say what follows, but not to those who write plugins in JavaScript.

type Loose = Readonly<Record<string, unknown>>;
type Rules = Readonly<Record<string, readonly [right: (value: unknown) => boolean, words: string]>>;

const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null;
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 1;
/** More epochs than anybody means: an update of so many could not be stopped after it. */
const mostPasses = 10_000;
const isPasses = (value: unknown): boolean => isCount(value) && (value as number) <= mostPasses;
const isFlag = (value: unknown): boolean => typeof value === 'boolean';
const isLimit = (value: unknown): boolean => value === null || (typeof value === 'number' && value > 0);
const isFunction = (value: unknown): boolean => typeof value === 'function';
const functions = (...names: readonly string[]): Rules =>
  Object.fromEntries(names.map((name) => [name, [isFunction, 'a function']]));

const areOwnTerms = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every((name) => typeof name === 'string' && name !== '') &&
  new Set([...lossTerms, ...value]).size === lossTerms.length + value.length;

const collection: Rules = {
  kind: [(value) => value === 'steps' || value === 'episodes', "'steps' or 'episodes'"],
  numEnvs: [isCount, 'a whole number ≥ 1'],
  numSteps: [(value) => value === 0 || isCount(value), 'a whole number'],
  groupSize: [isCount, 'a whole number ≥ 1'],
  horizon: [(value) => value === null || isCount(value), 'a whole number ≥ 1 or null'],
  clipActions: [isFlag, 'true or false'],
  normObs: [isFlag, 'true or false'],
  normReward: [isFlag, 'true or false'],
  gamma: [(value) => typeof value === 'number' && value >= 0 && value <= 1, 'a number from 0 to 1'],
};

const schedule: Rules = {
  updateEpochs: [isPasses, `a whole number from 1 to ${mostPasses}`],
  numMinibatches: [isCount, 'a whole number ≥ 1'],
  maxGradNorm: [isLimit, 'a number > 0 or null'],
  targetKl: [isLimit, 'a number > 0 or null'],
  annealLr: [isFlag, 'true or false'],
};

const distribution: Rules = {
  space: [isObject, 'the action space'],
  outputLength: [isCount, 'a whole number ≥ 1'],
  parameters: [Array.isArray, 'a list, empty if need be'],
  ...functions('sampler', 'mode', 'evaluate'),
};

const agent: Rules = {
  critic: [isFlag, 'true or false'],
  ownTerms: [
    (value) => value === undefined || areOwnTerms(value),
    `a list of names of their own for what the loss reports beside ${lossTerms.join(', ')}, or left out`,
  ],
  ...functions('targets', 'minibatchAdvantages', 'loss'),
};

/** Looks at what an agent's `create` has made. @param called the agent, for the message. @throws UsageError */
export function checkAgent(made: unknown, called: string): asserts made is Agent {
  if (!isObject(made))
    throw new UsageError(`create of ${called} must return an agent, given ${showValue(made)}`);
  for (const [part, rules] of Object.entries({ collection, schedule, distribution })) {
    if (!isObject(made[part])) {
      throw new UsageError(`${called} has no ${part}; give it { ${Object.keys(rules).join(', ')} }`);
    }
    check(made[part], rules, `${part}.`, called);
  }
  check(made, agent, '', called);
}

const parameter: Rules = {
  name: [(value) => typeof value === 'string' && value !== '', 'a text'],
  shape: [
    (value) => Array.isArray(value) && value.length === 2 && value.every(isCount),
    '[rows, columns], two whole numbers ≥ 1',
  ],
  ...functions('initial'),
};

const noise: Rules = {
  width: [isCount, 'a whole number ≥ 1'],
  inEvaluation: [isFlag, 'true or false'],
  ...functions('draw'),
};

/** Layers may have several each; more would take hours to differentiate. */
const mostParameters = 1000;

/** Looks at what a network's `create` has made. @param called the network, for the message. @throws UsageError */
export function checkNetwork(made: unknown, called: string): asserts made is Network {
  if (!isObject(made)) {
    throw new UsageError(`create of ${called} must return a network, given ${showValue(made)}`);
  }
  const { parameters } = made;
  if (!Array.isArray(parameters) || parameters.length === 0) {
    throw new UsageError(
      `the parameters of ${called} must be a list of at least one; given ${showValue(parameters)}`,
    );
  }
  if (parameters.length > mostParameters) {
    throw new UsageError(
      `${called} would have ${parameters.length} kernels and vectors, and more than ${mostParameters} are refused; take fewer layers`,
    );
  }
  const names = new Set<unknown>();
  for (const [index, each] of parameters.entries()) {
    if (!isObject(each))
      throw new UsageError(`parameter ${index} of ${called} must be { name, shape, initial }`);
    check(each, parameter, `parameters[${index}].`, called);
    if (names.has(each.name)) {
      throw new UsageError(
        `${called} has two parameters called ${showValue(each.name)}; give each its own name`,
      );
    }
    names.add(each.name);
  }
  check(made, functions('forward'), '', called);
  if (made.noise === undefined) return;
  if (!isObject(made.noise)) {
    throw new UsageError(
      `noise of ${called} must be { width, inEvaluation, draw } or left out; given ${showValue(made.noise)}`,
    );
  }
  check(made.noise, noise, 'noise.', called);
}

function check(made: Loose, rules: Rules, prefix: string, called: string): void {
  for (const [key, [right, words]] of Object.entries(rules)) {
    if (!right(made[key])) {
      throw new UsageError(`${prefix}${key} of ${called} must be ${words}; given ${showValue(made[key])}`);
    }
  }
}
