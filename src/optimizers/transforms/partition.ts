import type { NamedShape } from '../../tensors/parameter-layout.ts';
import * as tf from '../../tensors/tf.ts';
import { mapTree, type TensorTree } from '../../tensors/tree.ts';
import type { Optimizer, Params, StepContext } from '../entry/optimizer.ts';
import { inView } from '../entry/oracles-in-view.ts';
import { shapesOf } from '../layout/parameter-roles.ts';
import { drawingApart } from '../members/normal-numbers.ts';
import { withNumbers } from '../members/step-numbers.ts';
import { layoutOf, onTensors } from './flatten.ts';

/**
 * Different rules for different parameters, each of which sees its own alone: where one asks for a gradient at other
 * parameters, those of the other rules stay where they are. The state is that of the rules by name.
 *
 * @param rules the rules by the name that `rl-bench list` shows.
 * @param choose the name of a rule for every parameter.
 */
export function partition(
  rules: Readonly<Record<string, Optimizer>>,
  choose: (parameters: readonly NamedShape[]) => Readonly<Record<string, string>>,
): Optimizer<{ readonly [rule: string]: TensorTree }> {
  const cheapest = Object.entries(rules).map(([name, rule]) => [name, onTensors(rule)] as const);
  const parts = (params: Params) => {
    const routes = choose(shapesOf(params));
    return cheapest
      .map(([name, rule]) => {
        const names = Object.keys(params).filter((each) => routes[each] === name);
        const own = (tree: Params): Params => Object.fromEntries(names.map((each) => [each, tree[each]!]));
        return { name, rule, names, own };
      })
      .filter(({ names }) => names.length > 0);
  };
  const together = (params: Params, own: readonly Params[]): Params => {
    const all: Params = Object.assign({}, ...own);
    return Object.fromEntries(Object.keys(params).map((name) => [name, all[name]!]));
  };
  return {
    elementwise: false,
    routes: choose,
    init: (params) =>
      Object.fromEntries(parts(params).map(({ name, rule, own }) => [name, rule.init(own(params))])),
    update(gradients, state, params, step) {
      const made = parts(params).map(({ name, rule, own }) => ({
        name,
        ...rule.update(own(gradients), state[name]!, own(params), contextOf(name, own, params, step)),
      }));
      return {
        updates: together(
          params,
          made.map(({ updates }) => updates),
        ),
        state: Object.fromEntries(made.map(({ name, state }) => [name, state])),
      };
    },
    ...(cheapest.some(([, rule]) => rule.takeStep) && {
      takeStep(steps, state, params, step) {
        const made = parts(params).map(({ name, rule, own }) => {
          const plain = { updates: own(steps), state: state[name]! };
          const context = contextOf(name, own, params, step);
          return { name, ...(rule.takeStep?.(plain.updates, plain.state, own(params), context) ?? plain) };
        });
        return {
          updates: together(
            params,
            made.map(({ updates }) => updates),
          ),
          state: Object.fromEntries(made.map(({ name, state }) => [name, state])),
        };
      },
    }),
    ...(cheapest.every(([, rule]) => rule.forget) && {
      forget: (state, kept) =>
        Object.fromEntries(
          parts(kept).map(({ name, rule, own }) => [name, rule.forget!(state[name]!, own(kept))]),
        ),
    }),
    ...(cheapest.some(([, rule]) => rule.report) && {
      report: (params, state) =>
        Object.fromEntries(
          parts(params).flatMap(({ name, rule, own }) =>
            Object.entries(rule.report?.(own(params), state[name]!) ?? {}).map(([quantity, value]) => [
              `${name}.${quantity}`,
              value,
            ]),
          ),
        ),
    }),
    ...(cheapest.some(([, rule]) => rule.evaluationParams) && {
      evaluationParams: (params, state) =>
        together(
          params,
          parts(params).map(
            ({ name, rule, own }) => rule.evaluationParams?.(own(params), state[name]!) ?? own(params),
          ),
        ),
    }),
  };
}

/** The context of a rule that sees only its own parameters, and draws random numbers of its own. */
function contextOf(
  rule: string,
  own: (tree: Params) => Params,
  params: Params,
  step: StepContext,
): StepContext {
  const nowhere = (): Params => mapTree((each) => tf.zerosLike(each), params);
  return inView(
    withNumbers(step, (numbers) => drawingApart(numbers, rule)),
    {
      paramsOutside: (elsewhere) => ({ ...params, ...elsewhere }),
      directionOutside: (direction) => ({ ...nowhere(), ...direction }),
      inside: own,
      slopesInside: (slopes) =>
        Object.fromEntries(Object.entries(slopes).filter(([name]) => name in own(params))),
      columnsInside(samples) {
        const { names, sizes } = layoutOf(params);
        const columns = tf.split(samples, [...sizes], 2);
        const kept = Object.keys(own(params)).map((name) => columns[names.indexOf(name)]!);
        return tf.concat(kept, 2);
      },
    },
  );
}
