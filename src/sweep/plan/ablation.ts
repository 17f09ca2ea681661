import { type Call, formatCall, formatValue, type Value } from '../../call-expression.ts';
import { UsageError } from '../../errors.ts';
import { optimizers } from '../../optimizers/index.ts';
import type { InitialPolicy } from '../../training/population-plan.ts';
import { onFlags } from '../study/origin.ts';
import type { Study } from '../study/study.ts';
import { type Factors, factorsOf } from './ablation-factors.ts';
import type { AblationDesign, AblationPlan, AblationSetting } from './ablation-plan.ts';
import { settingsOf, withSettings } from './layered-settings.ts';
import { planSweep, type SweepPlan } from './plan.ts';

/**
 * Plans what tells the parts of an optimizer apart.
 *
 * @param spec the optimizer: `MILO`, `"ADAM(beta2=0.99)"`; what is given here is how it is, and stays but for the factors.
 * @param given factors as `momentum=0,0.45,0.9`; none: see {@link factorsOf}.
 * @param agentOverrides and `initial` as in {@link planSweep}.
 * @throws UsageError for what cannot be planned, or where nothing would vary.
 */
export function planAblation(
  study: Omit<Study, 'optimizers'>,
  spec: string,
  given: readonly string[],
  design: AblationDesign,
  agentOverrides: Readonly<Record<string, Value>>,
  initial?: InitialPolicy,
): SweepPlan {
  const { call } = optimizers.resolve(spec);
  const asItIs = planSweep({ ...study, optimizers: [spec] }, agentOverrides, onFlags, initial);
  const baselines = new Map(
    asItIs.populations.map((planned) => [
      taskOf(planned.population.env, planned.agentLabel),
      settingsOf(planned.population.members[0]!.optimizer),
    ]),
  );
  const [baseline] = baselines.values();
  const factors = factorsOf(call, given, baseline!);
  const named = design === 'one at a time' ? oneAtATime(call, factors, baseline!) : [combined(call, factors)];
  if (design === 'one at a time' && named.length === 0) {
    throw new UsageError(
      `${spec} is like that already: nothing would vary; give other values with --factors`,
    );
  }
  const plan = planSweep(
    { ...study, optimizers: design === 'one at a time' ? [spec, ...named] : named },
    agentOverrides,
    onFlags,
    initial,
  );
  const settings = plan.populations.flatMap(({ agentLabel, label, learningRates, population }) =>
    [...new Set(learningRates)].map((rate): AblationSetting => {
      const own = settingsOf(population.members[learningRates.indexOf(rate)]!.optimizer);
      const before = baselines.get(taskOf(population.env, agentLabel))!;
      const names = Object.keys(factors);
      return {
        env: population.env,
        agent: agentLabel,
        optimizer: label,
        learning_rate: rate,
        values: Object.fromEntries(names.map((name) => [name, own[name]!])),
        differs: names.filter((name) => !same(own[name]!, before[name]!)),
      };
    }),
  );
  return { ...plan, ablation: { optimizer: spec, design, factors, settings } };
}

/** How many changes an ablation tests on each task: the most on any. */
export function countChanges({ design, factors, settings }: AblationPlan): number {
  if (design === 'full factorial') return Object.values(factors).flat().length;
  const tasks = settings
    .filter(({ differs }) => differs.length > 0)
    .map(({ env, agent }) => taskOf(env, agent));
  return Math.max(...[...new Set(tasks)].map((task) => tasks.filter((each) => each === task).length));
}

/** A spelling for every value that is not as it is. */
function oneAtATime(call: Call, factors: Factors, baseline: Call['settings']): string[] {
  return Object.entries(factors).flatMap(([name, values]) =>
    values
      .filter((value) => !same(value, baseline[name]!))
      .map((value) => formatCall(withSettings(call, { [name]: value }))),
  );
}

/** All values of all factors at once, for the study to combine. */
function combined(call: Call, factors: Factors): Study['optimizers'][number] {
  const bare = withSettings(call, Object.fromEntries(Object.keys(factors).map((name) => [name, undefined])));
  return { name: formatCall(bare), ...factors } as Study['optimizers'][number];
}

function taskOf(env: string, agent: string): string {
  return `${env}\n${agent}`;
}

function same(one: Value, other: Value): boolean {
  return formatValue(one) === formatValue(other);
}
