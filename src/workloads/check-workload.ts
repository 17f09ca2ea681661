import { checkParameters } from '../../agents/index.ts';
import { decisionNames } from '../controllers/index.ts';
import { measuredQuantities, oracleNames } from '../diagnostics/index.ts';
import { UsageError } from '../errors.ts';
import { checkFields, type FieldRules, functions, isCount, isFlag, isObject } from '../field-rules.ts';
import { Registry } from '../registry.ts';
import { showValue } from '../show-value.ts';
import { ParameterLayout } from '../tensors/parameter-layout.ts';
import type { Workload } from '../training/workload.ts';
import type { PreparedWorkload, WorkloadEntry } from './workload-entry.ts';

// Types say what follows, but not to those who write plugins in JavaScript.

const isSize = (value: unknown): boolean => Number.isFinite(value) && (value as number) >= 0;
const isLimit = (value: unknown): boolean => value === null || (typeof value === 'number' && value > 0);
const areNames = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every((name) => typeof name === 'string' && name !== '') &&
  new Set(value).size === value.length;

const isTextIfGiven = (value: unknown): boolean =>
  value === undefined || (typeof value === 'string' && value.trim() !== '');

const entry: FieldRules = {
  agent: [isObject, '{ name, summary, settings }, the one agent that learns it'],
  threshold: [(value) => value === null || Number.isFinite(value), 'a number or null'],
  score: [isTextIfGiven, 'what a score is called, such as "test accuracy"'],
  unit: [isTextIfGiven, 'what the budget counts, one of it, such as "sample"'],
};

const prepared: FieldRules = {
  updatesInAll: [
    (value) => isCount(value) || value === Number.POSITIVE_INFINITY,
    'a whole number ≥ 1: the updates that the budget is good for',
  ],
  samplesOfUpdate: [
    (value) => value === undefined || isCount(value),
    'a whole number ≥ 1: the samples that each update counts as, or left out',
  ],
  symbolsOfSample: [
    (value) => value === undefined || isCount(value),
    'a whole number ≥ 1: the symbols of each sample, or left out',
  ],
  measures: [
    (value) =>
      value === undefined ||
      (Array.isArray(value) &&
        value.every((name) => (measuredQuantities as readonly unknown[]).includes(name))),
    `a list of some of ${measuredQuantities.join(', ')}, or left out`,
  ],
  follows: [
    (value) =>
      value === undefined ||
      (Array.isArray(value) && value.every((name) => (decisionNames as readonly unknown[]).includes(name))),
    `a list of some of ${decisionNames.join(', ')}, or left out`,
  ],
  offers: [
    (value) =>
      value === undefined ||
      (Array.isArray(value) && value.every((name) => (oracleNames as readonly unknown[]).includes(name))),
    `a list of some of ${oracleNames.join(', ')}, or left out`,
  ],
  softmax: [(value) => value === undefined || isFlag(value), 'true or false, or left out'],
  footprint: [isObject, '{ tensors, largest, host }, the bytes that a member takes, about'],
  ...functions('createWorkload'),
};

const bytes: FieldRules = Object.fromEntries(
  ['tensors', 'largest', 'host'].map((key) => [key, [isSize, 'a number of bytes']]),
);

const schedule: FieldRules = {
  updateEpochs: [isCount, 'a whole number ≥ 1'],
  numMinibatches: [isCount, 'a whole number ≥ 1'],
  maxGradNorm: [isLimit, 'a number > 0 or null'],
  targetKl: [isLimit, 'a number > 0 or null'],
  annealLr: [isFlag, 'true or false'],
};

const workload: FieldRules = {
  agents: [(value) => value === 1, '1'],
  layout: [
    (value) => value instanceof ParameterLayout,
    'a ParameterLayout of the parameters that create returns',
  ],
  schedule: [isObject, `{ ${Object.keys(schedule).join(', ')} }`],
  lossTerms: [areNames, 'a list of names of what gradient reports, empty if need be'],
  gradientStatistics: [isFlag, 'true or false'],
  ...functions('start', 'progress', 'steps', 'next', 'evaluate', 'save', 'restore', 'dispose'),
};

/** Looks at what a workload's entry says beside what every entry does. @throws UsageError */
export function checkWorkloadEntry(own: WorkloadEntry, called: string): void {
  checkFields(own as unknown as Readonly<Record<string, unknown>>, entry, '', called);
  // A registry of its own holds the agent to what every entry must be.
  const { agent, source } = own;
  try {
    new Registry('agent').register({ ...agent, source });
  } catch (error) {
    throw new UsageError(`of ${called}, ${(error as Error).message}`);
  }
}

/** Looks at what a workload's `create` has made. @throws UsageError */
export function checkPrepared(made: unknown, called: string): asserts made is PreparedWorkload {
  if (!isObject(made)) {
    throw new UsageError(
      `create of ${called} must return { parameters, ${Object.keys(prepared).join(', ')} }; given ${showValue(made)}`,
    );
  }
  checkParameters(made.parameters, called);
  checkFields(made, prepared, '', called);
  checkFields(made.footprint as Readonly<Record<string, unknown>>, bytes, 'footprint.', called);
}

/** Looks at what `createWorkload` has made. @throws UsageError */
export function checkWorkload(
  made: unknown,
  { parameters }: Pick<PreparedWorkload, 'parameters'>,
  called: string,
): asserts made is Workload {
  if (!isObject(made)) {
    throw new UsageError(`createWorkload of ${called} must return a workload; given ${showValue(made)}`);
  }
  checkFields(made, workload, '', called);
  checkFields(made.schedule as Readonly<Record<string, unknown>>, schedule, 'schedule.', called);
  const { names, shapes } = made.layout as ParameterLayout;
  const inWords = (each: (index: number) => string) => [...names.keys()].map(each).join(', ');
  const laidOut = inWords((index) => `${names[index]} [${shapes[index]}]`);
  const declared = parameters.map(({ name, shape }) => `${name} [${shape}]`).join(', ');
  if (laidOut === declared) return;
  throw new UsageError(
    `layout of ${called} must have the parameters that create returns, ${declared}; it has ${laidOut}`,
  );
}
