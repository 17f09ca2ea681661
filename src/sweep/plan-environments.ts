import { networks } from '../../agents/index.ts';
import { environments } from '../../envs/index.ts';
import type { Call } from '../call-expression.ts';
import type { EvaluationPlan } from '../training/population-plan.ts';
import { type EnvironmentDefaults, environmentDefaults } from './environment-defaults.ts';
import { blaming, mistake, type Origin, type StudyPath } from './origin.ts';
import { settled } from './settled.ts';
import type { Study, StudyEnvironment } from './study.ts';

/** An environment of a sweep, and what is the same for all that is trained there. */
export interface EnvironmentChoice {
  readonly label: string;
  readonly defaults: EnvironmentDefaults;
  readonly network: Call;
  readonly totalTimesteps: number;
  readonly evaluation: EvaluationPlan;
  readonly path: StudyPath;
  /** Where the steps are said. */
  readonly budgetPath: StudyPath;
}

/** The environments that a study names. @throws UsageError */
export function environmentChoices(study: Study, origin: Origin): EnvironmentChoice[] {
  const { env, envs } = study;
  if (env !== undefined && envs !== undefined) {
    throw mistake(origin, ['envs'], 'env (one) and envs (several) exclude each other; give one of them');
  }
  if (env !== undefined) return [environmentChoice(env, ['env'], study, origin)];
  if (envs === undefined) throw mistake(origin, [], 'the study names no environment; say env or envs');
  return envs.map((each, index) => environmentChoice(each, ['envs', index], study, origin));
}

function environmentChoice(
  named: StudyEnvironment,
  path: StudyPath,
  study: Study,
  origin: Origin,
): EnvironmentChoice {
  const own: Exclude<StudyEnvironment, string> = typeof named === 'string' ? { name: named } : named;
  const { entry, label } = blaming(origin, path, () => environments.resolve(own.name));
  const defaults = environmentDefaults(entry.name);
  const { network, total_timesteps, evaluations, eval_episodes } = {
    ...defaults,
    ...given(study),
    ...given(own),
  };
  const networkPath = own.network !== undefined ? [...path, 'network'] : ['network'];
  return {
    label,
    defaults,
    network: blaming(origin, networkPath, () => settled(networks.resolve(network))),
    totalTimesteps: total_timesteps,
    evaluation: { count: evaluations, episodes: eval_episodes },
    path,
    budgetPath: own.total_timesteps === undefined ? ['total_timesteps'] : [...path, 'total_timesteps'],
  };
}

type Budget = Pick<Study, 'network' | 'total_timesteps' | 'evaluations' | 'eval_episodes'>;

/** What is said of the network and the budget. */
function given({ network, total_timesteps, evaluations, eval_episodes }: Budget) {
  return {
    ...(network !== undefined && { network }),
    ...(total_timesteps !== undefined && { total_timesteps }),
    ...(evaluations !== undefined && { evaluations }),
    ...(eval_episodes !== undefined && { eval_episodes }),
  };
}
