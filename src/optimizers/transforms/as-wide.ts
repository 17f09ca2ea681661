import type { Optimizer, Params, StepContext } from '../entry/optimizer.ts';
import { inView } from '../entry/oracles-in-view.ts';
import { onTensors } from './flatten.ts';
import { mapNames } from './map-names.ts';
import { scale } from './weighted.ts';

/** What a rule sees of a tensor over what there is, and what there is made of its updates. */
export interface WideFactors {
  readonly params: number;
  readonly gradients: number;
  readonly updates: number;
}

/**
 * A rule that sees some tensors larger or smaller than they are, and makes larger or smaller steps in them. State: that of the
 * rule.
 *
 * @param factors of every tensor, by name.
 */
export function asWide(rule: Optimizer, factors: Readonly<Record<string, WideFactors>>): Optimizer {
  const inner = onTensors(rule);
  const times = (tree: Params, factor: (own: WideFactors) => number): Params =>
    mapNames(tree, (tensor, name) => scale(tensor, factor(factors[name]!)));
  const paramsInside = (params: Params) => times(params, (own) => own.params);
  const gradientsInside = (gradients: Params) => times(gradients, (own) => own.gradients);
  const contextOf = (step: StepContext): StepContext =>
    inView(step, {
      paramsOutside: (params) => times(params, (own) => 1 / own.params),
      directionOutside: (direction) => times(direction, (own) => 1 / own.params),
      inside: gradientsInside,
      columnsInside: (samples) => samples,
      slopesInside: (slopes) =>
        Object.fromEntries(
          Object.entries(slopes).map(([name, own]) => [
            name,
            { ...own, signals: scale(own.signals, factors[name]!.gradients) },
          ]),
        ),
    });
  return {
    ...inner,
    elementwise: false,
    init: (params) => inner.init(paramsInside(params)),
    update(gradients, state, params, step) {
      const made = inner.update(gradientsInside(gradients), state, paramsInside(params), contextOf(step));
      return { ...made, updates: times(made.updates, (own) => own.updates) };
    },
    ...(inner.report && { report: (params, state) => inner.report!(paramsInside(params), state) }),
  };
}
