import { setImmediate } from 'node:timers/promises';
import { type Call, parseCall } from '../../src/call-expression.ts';
import {
  innermost,
  makeOptimizer,
  optimizers,
  type Params,
  withInnermost,
} from '../../src/optimizers/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import { disposeTree, mapTree } from '../../src/tensors/tree.ts';
import { evaluationParams } from './golden-suite.ts';
import { advance, type Member, memberValues, start } from './trial.ts';

/** The same optimizer, its innermost rule with a learning rate, which is that of its companion too. */
export function withLearningRate(spec: string, lr: number): Call {
  const call = parseCall(spec);
  const rule = innermost(call);
  const companion = 'adam_lr' in optimizers.get(rule.name).settings.shape ? { adam_lr: lr } : {};
  return withInnermost(call, { ...rule, settings: { ...rule.settings, lr, ...companion } });
}

/** Gradient of a function of one member's numbers, tensor by tensor. */
export type Slope = (values: readonly number[]) => number[];

/** Learning rates that are tried, each by a member of one population. */
const rates = [0.03, 0.3, 0.003, 0.0003, 3];

/**
 * True if a loss falls to a share of what it was within 200 steps, at one learning rate or another. It makes room for the
 * event loop on its way: only there does Dawn let go of what so many steps leave behind.
 */
export async function descends(
  spec: string,
  share: number,
  loss: (values: readonly number[]) => number,
  slope: Slope,
  initial: Member,
): Promise<boolean> {
  const gradientAt = (params: Params): Params => {
    const gradients = rates.map((_, k) => slope(memberValues(params, k).flat()));
    return mapTree(
      (leaf) =>
        tf.tensor(
          gradients.flatMap((gradient) => gradient.splice(0, leaf.size / rates.length)),
          leaf.shape,
        ),
      params,
    );
  };
  const optimizer = makeOptimizer(rates.map((lr) => withLearningRate(spec, lr)));
  let trial = start(
    optimizer,
    rates.map(() => initial),
  );
  const lossesAt = (params: Params) => rates.map((_, k) => loss(memberValues(params, k).flat()));
  const leastLoss = () =>
    Math.min(...lossesAt(evaluationParams(optimizer, trial)).filter((each) => !Number.isNaN(each)));
  const goal = share * leastLoss();
  let arrived = false;
  for (let step = 1; step <= 200 && !arrived; step++) {
    const { params } = trial;
    const told = () => tf.tensor(lossesAt(params), [rates.length, 1, 1]);
    trial = advance(optimizer, trial, gradientAt(params), { step, gradientAt, loss: told });
    if (step % 10 !== 0) continue;
    arrived = leastLoss() < goal;
    await setImmediate();
  }
  disposeTree(trial);
  return arrived;
}
