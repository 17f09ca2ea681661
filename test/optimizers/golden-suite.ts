import { describe, expect, test } from 'vitest';
import { type Call, parseCall, type Value } from '../../src/call-expression.ts';
import {
  innermost,
  makeOptimizer,
  type Optimizer,
  type Params,
  type StepContext,
  withInnermost,
} from '../../src/optimizers/index.ts';
import * as tf from '../../src/tensors/tf.ts';
import { mapTree, type TensorTree } from '../../src/tensors/tree.ts';
import { membersAreApart } from '../members-are-apart.ts';
import { doublePrecision, type Golden, type Hyperparameters, readGoldens } from './golden.ts';
import { advance, type Member, mapMember, memberValues, populate, start, type Trial } from './trial.ts';

/** How a recorded run is asked for here, and where it can be held to the reference. */
export interface GoldenOptions {
  /** The optimizer with a reference's settings; by default the file's name with the settings unchanged. */
  readonly spell?: (hyperparameters: Hyperparameters, id: string) => Call | string;
  /** Cases that are too ill-conditioned for single precision. */
  readonly onlyInDoublePrecision?: readonly string[];
  /** Cases of the file that are left out. Say why where this is used. */
  readonly without?: readonly string[];
  /** Of the cases those whose settings are such; all where it is not said. */
  readonly only?: (hyperparameters: Hyperparameters) => boolean;
  /** Where the recorded runs lie. */
  readonly folder?: Parameters<typeof readGoldens>[1];
  /** The optimizer of a case, where it is more than a spelling of its settings. */
  readonly make?: (golden: Golden, members: readonly Call[]) => Optimizer;
  /** How many of the cases are repeated in company; all where it is not said. */
  readonly inCompany?: number;
  /** What a step is told beside its number, of the member by itself or in company. */
  readonly context?: Context;
  /** Where the settings that are learned stand in the state, by the file's names: `[P, 1, 1]` each. */
  readonly learned?: Learned;
}

type Context = (golden: Golden, step: number, members: number) => Partial<StepContext>;

type Learned = Readonly<Record<string, (state: TensorTree) => tf.Tensor>>;

/** Tests that an optimizer does what its reference did in every case of `test/goldens/<folder>/<file>.json`. */
export function followsReference(file: string, options: GoldenOptions = {}): void {
  const { spell = (settings) => ({ name: file, positional: [], settings }), without = [], learned } = options;
  const { only = () => true } = options;
  const onlyInDouble = doublePrecision ? [] : (options.onlyInDoublePrecision ?? []);
  const goldens = readGoldens(file, options.folder).filter(
    ({ id, hyperparameters, onlyInDouble: needsDouble }) =>
      only(hyperparameters) &&
      !without.includes(id) &&
      !onlyInDouble.includes(id) &&
      (doublePrecision || !needsDouble),
  );
  const optimizerOf = ({ hyperparameters, id }: Golden): Call => {
    const spelled = spell(hyperparameters, id);
    return typeof spelled === 'string' ? parseCall(spelled) : spelled;
  };

  describe(`${file} follows its reference implementation`, () => {
    test.each(goldens)('$id', (golden) => {
      const { steps, evaluated } = replay(golden, [optimizerOf(golden)], (each) => [each], 0, options);
      const misses = steps.flatMap((values, step) =>
        differences(values, targetsOf(golden, step, learned), golden.tolerance).map(
          (miss) => `step ${step + 1}, ${miss}`,
        ),
      );
      if (golden.evaluated) misses.push(...differences(evaluated, golden.evaluated, golden.tolerance));
      expect(misses).toEqual([]);
    });

    test.runIf(membersAreApart).each(goldens.slice(0, options.inCompany))(
      '$id is bit for bit the same next to a huge and a broken member',
      (golden) => {
        const optimizer = optimizerOf(golden);
        const company = (each: Member, isGradient: boolean): Member[] => [
          mapMember(each, (value, i) => value * (isGradient ? 1e7 : -1) + i / 7),
          each,
          mapMember(each, (value) => (isGradient ? Number.NaN : 2 * value)),
        ];
        const others = [unlike(optimizer, 2), optimizer, unlike(optimizer, 0.5)];
        const inCompany = replay(golden, others, company, 1, options);
        expect(inCompany).toEqual(replay(golden, [optimizer], (each) => [each], 0, options));
      },
    );
  });
}

/** Parameters after a step, and behind them the settings that are learned. */
function targetsOf({ expected, learned: recorded }: Golden, step: number, learned: Learned = {}): Member {
  const settings = Object.keys(learned).map(
    (name) => [name, { shape: [1, 1], values: [recorded![step]![name]!] }] as const,
  );
  return { ...expected[step], ...Object.fromEntries(settings) };
}

/** What is further from its target than the tolerance allows. */
function differences(
  found: readonly (readonly number[])[],
  targets: Member,
  { atol, rtol }: Golden['tolerance'],
): string[] {
  return Object.entries(targets).flatMap(([name, { values }], tensor) =>
    values.flatMap((target, i) => {
      const value = found[tensor]![i]!;
      if (Math.abs(value - target) <= atol + rtol * Math.abs(target)) return [];
      return [`${name}, number ${i}: ${value} for ${target}`];
    }),
  );
}

/** What a replay leaves of the member that is watched. */
interface Replay {
  /** Its parameters after every step, and behind them what is learned. */
  readonly steps: number[][][];
  /** The parameters to evaluate in the end. */
  readonly evaluated: number[][];
}

/** Runs a recorded case. @param company the members around the recorded one. */
function replay(
  golden: Golden,
  members: readonly Call[],
  company: (member: Member, isGradient: boolean) => Member[],
  watched: number,
  { learned = {}, context, make = (_, calls) => makeOptimizer(calls) }: GoldenOptions,
): Replay {
  const optimizer = make(golden, members);
  const slope = golden.quadratic && slopeOf(golden.quadratic);
  let trial = start(optimizer, company(golden.initial, false));
  const steps = golden.expected.map((_, index) => {
    const gradients = slope ? slope(trial.params) : populate(company(golden.gradients![index]!, true));
    trial = advance(optimizer, trial, gradients, {
      step: index + 1,
      learningRateScale: golden.learningRateScale[index]!,
      ...(slope && { gradientAt: slope }),
      ...context?.(golden, index, members.length),
    });
    const settings = Object.values(learned).map((find) => find(trial.state));
    return memberValues([trial.params, settings], watched);
  });
  return { steps, evaluated: memberValues(evaluationParams(optimizer, trial), watched) };
}

/** The parameters by which an optimizer wants to be judged. */
export function evaluationParams(optimizer: Optimizer, { params, state }: Trial): Params {
  return optimizer.evaluationParams?.(params, state) ?? params;
}

/** The gradient of the quadratic loss at given parameters. */
export function slopeOf({ curvature, target }: NonNullable<Golden['quadratic']>): (params: Params) => Params {
  const [c, t] = [populate([curvature]), populate([target])];
  return (params) => mapTree((param, c, t) => tf.mul(c!, tf.sub(param, t!)), params, c, t);
}

/** The same optimizer with other values for what may differ between members. */
function unlike(call: Call, factor: number): Call {
  const rule = innermost(call);
  const { lr, momentum, betas, weight_decay, scale_factor } = rule.settings;
  const others: Record<string, Value> = {};
  if (typeof lr === 'number') others.lr = lr * factor;
  if (typeof momentum === 'number' && momentum > 0) others.momentum = momentum * 0.9;
  if (Array.isArray(betas)) others.betas = betas.map((beta: number) => beta * 0.9);
  if (typeof weight_decay === 'number') others.weight_decay = weight_decay + 0.01 * factor;
  if (typeof scale_factor === 'number') others.scale_factor = scale_factor === 0 ? 0.5 : 0;
  return withInnermost(call, { ...rule, settings: { ...rule.settings, ...others } });
}
