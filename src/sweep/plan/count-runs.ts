import { parseCall } from '../../call-expression.ts';
import { innermost } from '../../optimizers/index.ts';
import { blaming, mistake, type Origin } from '../study/origin.ts';
import { mostRuns, usualMaxRuns } from '../study/run-settings.ts';
import { countValues } from '../study/setting-values.ts';
import type { Named, Study } from '../study/study.ts';
import { countCombinations, takenApart } from './combinations.ts';
import { countControllerChoices } from './plan-controllers.ts';
import { countScoringSeeds } from './plan-seeds.ts';

/**
 * Refuses a study of more runs than anybody is likely to mean, before any of them is planned.
 *
 * @throws UsageError that spells the product out.
 */
export function refuseTooMany(study: Study, origin: Origin): void {
  const most = study.max_runs ?? usualMaxRuns;
  const { product, total } = countRuns(study, origin);
  if (total <= most) return;
  if (total > mostRuns)
    throw mistake(origin, [], `${product} = ${total} runs, and at most ${mostRuns} are planned`);
  throw mistake(
    origin,
    study.max_runs === undefined ? [] : ['max_runs'],
    `${product} = ${total} runs, and more than ${most} are refused as a mistake; ` +
      `if they are meant, say ${origin.spell('max_runs')}${origin.isFlag('max_runs') ? ' ' : ': '}${total}`,
  );
}

/** Runs of a study, and how they come about; with tuning those of both stages. */
function countRuns(study: Study, origin: Origin): { product: string; total: number } {
  const { envs, agents, optimizers, learning_rates, critic_optimizer, tuning } = study;
  const rates = learning_rates === undefined ? 1 : countValues(learning_rates);
  const settings = optimizers.map((optimizer, index) =>
    blaming(origin, ['optimizers', index], () => settingsOf(optimizer, rates)),
  );
  const tasks: Factor[] = [
    [envs?.length ?? 1, 'environments'],
    [sum((agents ?? ['']).map((agent) => countCombinations(agent))), 'agents'],
  ];
  const critics = critic_optimizer === undefined ? 1 : countCombinations(critic_optimizer);
  if (critics > 1) tasks.push([critics, 'critic optimizers']);
  const all: Factor = [sum(settings), 'optimizer settings'];
  const control: Factor[] =
    study.controllers === undefined ? [] : [[countControllerChoices(study.controllers), 'controller sets']];
  const seeds: Factor = [countScoringSeeds(study, origin), 'seeds'];
  if (tuning === undefined) return multiplied([...tasks, all, ...control, seeds]);
  const tuners: Factor = [tuning.seed_list?.length ?? tuning.seeds ?? 0, 'tuning seeds'];
  const asOne = tuning.choose === 'settings';
  const best: Factor = [
    asOne ? optimizers.length : sum(optimizers.map((each) => countCombinations(each, ['lr']))),
    'optimizers',
  ];
  const [first, second] = [
    multiplied([...tasks, all, ...control, tuners]),
    multiplied([...tasks, best, ...control, seeds]),
  ];
  return { product: `${first.product} + ${second.product}`, total: first.total + second.total };
}

type Factor = readonly [count: number, what: string];

function multiplied(factors: readonly Factor[]): { product: string; total: number } {
  return {
    product: factors
      .map(([count, what]) => `${count} ${count === 1 ? what.replace(/s$/, '') : what}`)
      .join(' × '),
    total: factors.reduce((product, [count]) => product * count, 1),
  };
}

/** Combinations of an optimizer's settings, its learning rates among them. @param rates of the study. */
function settingsOf(optimizer: Named, rates: number): number {
  const { name, settings } = takenApart(optimizer);
  const spelled = innermost(parseCall(name)).settings.lr;
  const own = spelled === undefined ? rates : 1;
  return countCombinations(optimizer, ['lr']) * (settings.lr === undefined ? own : countValues(settings.lr));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
