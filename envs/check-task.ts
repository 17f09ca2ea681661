import { UsageError } from '../src/errors.ts';
import {
  checkFields,
  type FieldRules,
  functions,
  isCount,
  isObject,
  type Loose,
} from '../src/field-rules.ts';
import { type Picture, pictureLength } from '../src/picture.ts';
import { showValue } from '../src/show-value.ts';
import type { Task } from './task.ts';
import type { TeamTask } from './team-task.ts';

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
const isNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'number' && !Number.isNaN(each));

function isBox(space: unknown): boolean {
  if (!isObject(space) || space.kind !== 'box' || !isNumbers(space.low) || !isNumbers(space.high))
    return false;
  const { low, high } = space;
  return (
    low.length > 0 &&
    low.length === high.length &&
    low.every((bound, index) => bound <= high[index]! && bound < Infinity && high[index]! > -Infinity)
  );
}

const isDiscrete = (space: unknown): boolean =>
  isObject(space) && space.kind === 'discrete' && isCount(space.n);

const isIndices = (value: unknown, length: number): value is readonly number[] =>
  isNumbers(value) &&
  (value.length === 2 || value.length === 3) &&
  value.every((index) => Number.isInteger(index) && index >= 0 && index < length);

function isPlaces(places: unknown, spec: Loose): boolean {
  const { low } = spec.observationSpace as { low: readonly number[] };
  if (!isObject(places)) return false;
  const { position, goal } = places;
  return isIndices(position, low.length) && isIndices(goal, low.length) && position.length === goal.length;
}

const sides = ['height', 'width', 'channels'] as const;
function isPicture(picture: unknown, spec: Loose): boolean {
  const { low } = spec.observationSpace as { low: readonly number[] };
  if (!isObject(picture) || !sides.every((side) => isCount(picture[side]))) return false;
  return pictureLength(picture as unknown as Picture) === low.length;
}

/** Each of a team learns for itself. */
const mostAgents = 1000;

/** What each part of a specification has to be. */
const rules: FieldRules = {
  id: [isText, 'a text, mostly the id that create is given'],
  observationSpace: [
    isBox,
    "{ kind: 'box', low: […], high: […] }, a low and a high bound for every number, low ≤ high",
  ],
  actionSpace: [
    (value) => isDiscrete(value) || isBox(value),
    "{ kind: 'discrete', n } with n ≥ 1, or { kind: 'box', low: […], high: […] }",
  ],
  maxEpisodeSteps: [isCount, 'a whole number ≥ 1: the steps after which an episode is cut'],
  stateLength: [
    (value) => value === 0 || isCount(value),
    'a whole number: the numbers of one state, without the count of steps, which is kept for it',
  ],
  rewardThreshold: [(value) => value === null || Number.isFinite(value), 'a finite number or null'],
  success: [
    (value) => value === null || isText(value),
    'a text that says what a success is, or null where there is none',
  ],
  agents: [
    (value) => value === undefined || (isCount(value) && (value as number) <= mostAgents),
    `a whole number from 1 to ${mostAgents}, or left out`,
  ],
  places: [
    (value, spec) => value === undefined || isPlaces(value, spec),
    '{ position: […], goal: […] }, for each the two or three places of its coordinates in an observation (0 is the first), or left out',
  ],
  picture: [
    (value, spec) => value === undefined || isPicture(value, spec),
    '{ height, width, channels }, whole numbers whose product is the length of an observation, or left out',
  ],
};

/**
 * Looks at what an environment's `create` has made: types say the same, but not to those who write plugins.
 *
 * @param called the environment, for the message.
 * @throws UsageError that says what to change.
 */
export function checkTask(made: unknown, called: string): asserts made is Task | TeamTask {
  if (!isObject(made))
    throw new UsageError(`create of ${called} must return a task, given ${showValue(made)}`);
  const { spec } = made;
  if (!isObject(spec)) {
    throw new UsageError(
      `the task of ${called} has no spec; give it { ${Object.keys(rules).slice(0, 7).join(', ')} }`,
    );
  }
  checkFields(spec, rules, 'spec.', called);
  checkFields(made, functions('reset', 'step', 'observe'), '', `the task of ${called}`);
  const { observe } = made as { observe: (...args: never[]) => void };
  if (spec.agents !== undefined && observe.length === 4) {
    throw new UsageError(
      `observe of ${called} must take (state, at, agent, observations, observationAt), for spec.agents makes it the task of a team; leave agents out of the spec of a task for one`,
    );
  }
}
