import { UsageError } from '../src/errors.ts';
import {
  checkFields,
  type FieldRules,
  functions,
  isCount,
  isFlag,
  isObject,
  type Loose,
} from '../src/field-rules.ts';
import { showValue } from '../src/show-value.ts';
import { type Agent, lossTerms, rowSamplings } from './agent.ts';
import type { Network } from './networks/network.ts';

// Types say what follows, but not to those who write plugins in JavaScript.

/** More epochs than anybody means: an update of so many could not be stopped after it. */
const mostPasses = 10_000;
const isPasses = (value: unknown): boolean => isCount(value) && (value as number) <= mostPasses;
const isLimit = (value: unknown): boolean => value === null || (typeof value === 'number' && value > 0);

const areOwnTerms = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every((name) => typeof name === 'string' && name !== '') &&
  new Set([...lossTerms, ...value]).size === lossTerms.length + value.length;

const isTrajectory = (value: unknown): boolean => {
  if (!isObject(value)) return false;
  const { kind, decay, lag, start } = value as Loose;
  if (kind === 'average') return typeof decay === 'number' && decay >= 0 && decay < 1;
  return kind === 'stored' && isCount(lag) && (start === 0 || isCount(start));
};

const collection: FieldRules = {
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

const schedule: FieldRules = {
  updateEpochs: [isPasses, `a whole number from 1 to ${mostPasses}`],
  numMinibatches: [isCount, 'a whole number ≥ 1'],
  maxGradNorm: [isLimit, 'a number > 0 or null'],
  targetKl: [isLimit, 'a number > 0 or null'],
  annealLr: [isFlag, 'true or false'],
};

const distribution: FieldRules = {
  space: [isObject, 'the action space'],
  outputLength: [isCount, 'a whole number ≥ 1'],
  softmax: [(value) => value === undefined || isFlag(value), 'true or false, or left out'],
  parameters: [Array.isArray, 'a list, empty if need be'],
  ...functions('sampler', 'mode', 'evaluate'),
};

const agent: FieldRules = {
  critic: [isFlag, 'true or false'],
  ownTerms: [
    (value) => value === undefined || areOwnTerms(value),
    `a list of names of their own for what the loss reports beside ${lossTerms.join(', ')}, or left out`,
  ],
  reports: [
    (value) =>
      value === undefined ||
      (Array.isArray(value) && value.every((name) => (lossTerms as readonly unknown[]).includes(name))),
    `a list of those that the loss reports of ${lossTerms.join(', ')}, or left out`,
  ],
  dropLowest: [
    (value) => value === undefined || (typeof value === 'number' && value >= 0 && value < 1),
    'a number from 0 to less than 1, or left out',
  ],
  sampling: [
    (value) => value === undefined || (rowSamplings as readonly unknown[]).includes(value),
    `${rowSamplings.join(' or ')}, or left out`,
  ],
  trajectory: [
    (value) => value === undefined || isTrajectory(value),
    "{ kind: 'average', decay } with a decay from 0 to less than 1, { kind: 'stored', lag, start } with whole numbers, or left out",
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
    checkFields(made[part], rules, `${part}.`, called);
  }
  checkFields(made, agent, '', called);
  const { eligibility, critic, collection: how } = made as unknown as Agent;
  if (eligibility === undefined) return;
  if (typeof eligibility === 'function' && critic && how.numEnvs === 1 && how.numSteps === 1) return;
  throw new UsageError(
    `eligibility of ${called} must be a function of an agent with a critic that collects one step of one copy, or left out`,
  );
}

const namedShape: FieldRules = {
  name: [(value) => typeof value === 'string' && value !== '', 'a text'],
  shape: [
    (value) => Array.isArray(value) && value.length === 2 && value.every(isCount),
    '[rows, columns], two whole numbers ≥ 1',
  ],
};

const ratios = ['inputs', 'outputs', 'multiplier'] as const;
const areRatios = (value: unknown): boolean =>
  isObject(value) && ratios.every((key) => typeof value[key] === 'number' && value[key] > 0);

/** What a network's parameters may have. */
const widths: FieldRules = {
  widths: [
    (value) => value === undefined || areRatios(value),
    `{ ${ratios.join(', ')} }, numbers > 0, or left out`,
  ],
};

const noise: FieldRules = {
  width: [isCount, 'a whole number ≥ 1'],
  inEvaluation: [isFlag, 'true or false'],
  ...functions('draw'),
};

/** Layers may have several each; more would take hours to differentiate. */
const mostParameters = 1000;

/**
 * Looks at a list of named parameters.
 *
 * @param called whose they are. @param others what each must have beside name and shape.
 * @throws UsageError
 */
export function checkParameters(parameters: unknown, called: string, others: FieldRules = {}): void {
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
      throw new UsageError(
        `parameter ${index} of ${called} must be { ${['name', 'shape', ...Object.keys(others)].join(', ')} }`,
      );
    checkFields(each, { ...namedShape, ...others }, `parameters[${index}].`, called);
    if (names.has(each.name)) {
      throw new UsageError(
        `${called} has two parameters called ${showValue(each.name)}; give each its own name`,
      );
    }
    names.add(each.name);
  }
}

/** Looks at what a network's `create` has made. @param called the network, for the message. @throws UsageError */
export function checkNetwork(made: unknown, called: string): asserts made is Network {
  if (!isObject(made)) {
    throw new UsageError(`create of ${called} must return a network, given ${showValue(made)}`);
  }
  checkParameters(made.parameters, called, functions('initial'));
  for (const [index, each] of (made.parameters as Loose[]).entries()) {
    checkFields(each, widths, `parameters[${index}].`, called);
  }
  checkFields(made, functions('forward'), '', called);
  if (made.buffers !== undefined) checkBuffers(made.buffers, made.parameters as readonly Loose[], called);
  if (made.noise === undefined) return;
  if (!isObject(made.noise)) {
    throw new UsageError(
      `noise of ${called} must be { width, inEvaluation, draw } or left out; given ${showValue(made.noise)}`,
    );
  }
  checkFields(made.noise, noise, 'noise.', called);
}

function checkBuffers(buffers: unknown, parameters: readonly Loose[], called: string): void {
  if (!isObject(buffers)) {
    throw new UsageError(
      `buffers of ${called} must be { specs, advance } or left out; given ${showValue(buffers)}`,
    );
  }
  checkFields(buffers, functions('advance'), 'buffers.', called);
  const specs: unknown = buffers.specs;
  checkParameters(specs, `buffers of ${called}`, functions('initial'));
  // In the vector of a member they stand side by side.
  checkParameters([...parameters, ...(specs as Loose[])], `${called}, buffers included,`);
}
