import { type Call, formatCall, formatValue, type Value } from '../../call-expression.ts';
import { innermost, optimizers, withInnermost } from '../../optimizers/index.ts';
import type { Registry, RegistryEntry } from '../../registry.ts';
import { searchRules } from '../../search/index.ts';
import { settled } from '../../settled.ts';
import { blaming, mistake, type Origin, type StudyPath } from '../study/origin.ts';
import { secondPlace } from '../study/second-place.ts';
import { settingValues } from '../study/setting-values.ts';
import type { Named } from '../study/study.ts';
import { type BorrowedRate, borrowedRate } from './borrowed-rate.ts';
import { combinations, type Scope, sampledTogether, takenApart } from './combinations.ts';

/** An optimizer of a sweep: one combination of everything but the learning rate. */
export interface OptimizerChoice {
  readonly label: string;
  /** The label that the best setting is scored under, where tuning chooses among several choices; absent: its own. */
  readonly scoredAs?: string;
  /** One for each learning rate, every setting written out. */
  readonly calls: readonly Call[];
  /** Rates of the environment's recipe that its rules have, actor's and critic's, though recorded for other settings. */
  readonly borrowed: readonly BorrowedRate[];
  readonly path: StudyPath;
}

/**
 * One choice for each combination of an optimizer's settings, with all its learning rates: its own, else the study's,
 * else the recorded one, else the default.
 *
 * @param path where the optimizer stands in the study.
 * @param rates the study's.
 * @param recorded learning rates of the environment's recipe, by optimizer.
 * @param rules those that the agent can learn by.
 * @throws UsageError
 */
export function optimizerChoices(
  named: Named,
  path: StudyPath,
  rates: readonly Value[] | undefined,
  recorded: Readonly<Record<string, number>>,
  scope: Scope,
  rules: Registry<RegistryEntry> = optimizers as unknown as Registry<RegistryEntry>,
): OptimizerChoice[] {
  return sampledTogether(rules, named, path, scope).flatMap((each) =>
    choicesOf(each, path, rates, recorded, scope, rules),
  );
}

/** The same of what is not sampled. */
function choicesOf(
  named: Named,
  path: StudyPath,
  rates: readonly Value[] | undefined,
  recorded: Readonly<Record<string, number>>,
  scope: Scope,
  rules: Registry<RegistryEntry>,
): OptimizerChoice[] {
  const { origin } = scope;
  return combinations(rules, named, path, scope, ['lr']).map((call): OptimizerChoice => {
    const rule = innermost(call);
    const { lr: _, ...others } = rule.settings;
    const around = (settings: Call['settings']): Call => withInnermost(call, { ...rule, settings });
    const own = ownRates(call, named, path, scope);
    if (own !== undefined && rates !== undefined && origin.isFlag('learning_rates')) {
      throw mistake(
        origin,
        path,
        `${formatCall(call)} and --learning-rates both set the learning rate; drop one of them`,
      );
    }
    if (own === undefined && rates !== undefined) refuseRates(rule.name, origin);
    const chosen = own?.values ?? rates ?? [recorded[rule.name]];
    const calls = chosen.map((rate, index) =>
      blaming(origin, own?.place(index) ?? (rates ? ['learning_rates'] : path), () =>
        settled(rules.resolve(around(rate === undefined ? others : { ...others, lr: rate }))),
      ),
    );
    const borrowed = own || rates ? [] : borrowedRate(rules, call, recorded[rule.name]);
    return { label: rules.resolve(around(others)).label, calls, borrowed, path };
  });
}

/** @throws UsageError for learning rates that a search rule has no use for, with what it has in their place. */
function refuseRates(name: string, origin: Origin): void {
  const reach = searchRules.find(name)?.reach;
  if (reach === undefined) return;
  const flag = origin.spell('learning_rates');
  throw mistake(
    origin,
    ['learning_rates'],
    `${name} has no learning rate, so ${flag} would say nothing to it: how far it looks around is its ${reach}, as ${name}(${reach}=0.1); ` +
      'name rates beside those that have one instead, as OPENES(lr=0.01)',
  );
}

/** The learning rates that an optimizer names itself, in its spelling or beside it, and where. */
function ownRates(
  call: Call,
  named: Named,
  path: StudyPath,
  { origin, samplingSeed }: Scope,
): { values: readonly Value[]; place: (index: number) => StudyPath } | undefined {
  const spelled = innermost(call).settings.lr;
  const { name, settings } = takenApart(named);
  const { lr } = settings;
  if (lr === undefined) return spelled === undefined ? undefined : { values: [spelled], place: () => path };
  const at = [...path, 'lr'];
  if (spelled !== undefined) {
    throw mistake(origin, at, `${formatCall(call)} sets lr already; drop one of them`);
  }
  const values = blaming(origin, at, () => settingValues(lr, samplingSeed, [name, 'lr']));
  const place = (index: number): StudyPath => (Array.isArray(lr) ? [...at, index] : at);
  const twice = secondPlace(values);
  if (twice === undefined) return { values, place };
  throw mistake(origin, place(twice), `lr names ${formatValue(values[twice]!)} twice; name each rate once`);
}
