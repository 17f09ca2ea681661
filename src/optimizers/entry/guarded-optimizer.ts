import { UsageError } from '../../errors.ts';
import { showValue } from '../../show-value.ts';
import { Tensor } from '../../tensors/tf.ts';
import type { TensorTree } from '../../tensors/tree.ts';
import type { Optimizer, Params, StepContext } from './optimizer.ts';

// Types say what follows, but not to those who write plugins in JavaScript.

/** Looks at what an optimizer's `create` has made. @param called the optimizer, for the message. @throws UsageError */
export function checkOptimizer(made: unknown, called: string): asserts made is Optimizer {
  if (typeof made !== 'object' || made === null) {
    throw new UsageError(`create of ${called} must return { init, update }, given ${showValue(made)}`);
  }
  const own = made as Readonly<Record<string, unknown>>;
  for (const key of ['init', 'update', 'takeStep', 'evaluationParams', 'forget', 'report', 'routes']) {
    const isNeeded = key === 'init' || key === 'update';
    if (typeof own[key] === 'function' || (own[key] === undefined && !isNeeded)) continue;
    throw new UsageError(
      `${key} of ${called} must be a function${isNeeded ? '' : ' or left out'}; given ${showValue(own[key])}`,
    );
  }
  if (own.elementwise !== undefined && typeof own.elementwise !== 'boolean') {
    throw new UsageError(
      `elementwise of ${called} must be true, false or left out; given ${showValue(own.elementwise)}`,
    );
  }
}

/** The same optimizer, which looks at every answer: a wrong one is named where it is given, not where it does harm. */
export function guardedOptimizer(made: Optimizer, called: string): Optimizer {
  const { elementwise, evaluationParams, forget, report, routes, takeStep } = made;
  return {
    ...(elementwise !== undefined && { elementwise }),
    init(params) {
      const state: unknown = made.init(params);
      if (isTree(state)) return state;
      throw new UsageError(
        `init of ${called} must return its state, tensors in objects and lists (empty if need be); given ${showValue(state)}`,
      );
    },
    update(gradients, state, params, step) {
      return checkStep(made.update(gradients, state, params, step), state, params, `update of ${called}`);
    },
    ...(takeStep && {
      takeStep(steps: Params, state: TensorTree, params: Params, step: StepContext) {
        return checkStep(
          takeStep.call(made, steps, state, params, step),
          state,
          params,
          `takeStep of ${called}`,
        );
      },
    }),
    ...(evaluationParams && {
      evaluationParams(params: Params, state: TensorTree) {
        const judged: unknown = evaluationParams.call(made, params, state);
        checkParams(judged, params, `parameters that evaluationParams of ${called} returns`);
        return judged;
      },
    }),
    ...(forget && {
      forget(state: TensorTree, kept: Params) {
        return checkState(forget.call(made, state, kept), state, `forget of ${called}`);
      },
    }),
    ...(report && {
      report(params: Params, state: TensorTree) {
        const said: unknown = report.call(made, params, state);
        checkReport(said, params, called);
        return said;
      },
    }),
    ...(routes && {
      routes(params: Parameters<typeof routes>[0]) {
        const rules: unknown = routes.call(made, params);
        const isRight = (name: string): boolean =>
          typeof (rules as Record<string, unknown> | null)?.[name] === 'string';
        if (params.every(({ name }) => isRight(name))) return rules as Readonly<Record<string, string>>;
        throw new UsageError(
          `routes of ${called} must return a text for every parameter; given ${showValue(rules)}`,
        );
      },
    }),
  };
}

/** What `update` and `takeStep` return. */
function checkStep(
  given: unknown,
  before: TensorTree,
  params: Params,
  what: string,
): { updates: Params; state: TensorTree } {
  if (typeof given !== 'object' || given === null || !('updates' in given) || !('state' in given)) {
    throw new UsageError(`${what} must return { updates, state }; given ${showValue(given)}`);
  }
  const { updates, state } = given;
  checkParams(updates, params, `updates that ${what} returns`);
  return { updates, state: checkState(state, before, what) };
}

function checkState(given: unknown, before: TensorTree, what: string): TensorTree {
  if (isTree(given) && signature(given) === signature(before)) return given;
  throw new UsageError(
    `the state that ${what} returns must be tensors under the names and of the shapes that init returned; given ${showValue(given)}`,
  );
}

function checkParams(given: unknown, params: Params, what: string): asserts given is Params {
  const own = (typeof given === 'object' && given !== null ? given : {}) as Readonly<Record<string, unknown>>;
  for (const [name, { shape }] of Object.entries(params)) {
    const tensor = own[name];
    if (!(tensor instanceof Tensor)) {
      throw new UsageError(
        `the ${what} must have a tensor for every parameter, and ${name} is ${showValue(tensor)}`,
      );
    }
    if (String(tensor.shape) !== String(shape)) {
      throw new UsageError(
        `the ${what} must have the parameters' shapes, and ${name} is [${tensor.shape}] in place of [${shape}]`,
      );
    }
  }
}

function checkReport(given: unknown, params: Params, called: string): asserts given is Params {
  const members = Object.values(params)[0]!.shape[0]!;
  const isRight = (value: unknown): boolean =>
    value instanceof Tensor && String(value.shape) === String([members, 1, 1]);
  if (typeof given === 'object' && given !== null && Object.values(given).every(isRight)) return;
  throw new UsageError(
    `report of ${called} must return tensors of shape [${members}, 1, 1] by name; given ${showValue(given)}`,
  );
}

function isTree(value: unknown): value is TensorTree {
  if (value instanceof Tensor) return true;
  if (typeof value !== 'object' || value === null || value instanceof Promise) return false;
  return Object.values(value).every(isTree);
}

/** Names and shapes of the tensors of a tree. */
function signature(tree: TensorTree): string {
  if (tree instanceof Tensor) return `[${tree.shape}]`;
  return `{${Object.entries(tree)
    .map(([key, value]) => `${key}:${signature(value as TensorTree)}`)
    .join()}}`;
}
