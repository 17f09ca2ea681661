import { networks } from '../../../agents/index.ts';
import type { Call } from '../../call-expression.ts';
import { settled } from '../../settled.ts';
import type { EvaluationPlan } from '../../training/population-plan.ts';
import { resolveTask, type Task } from '../../workloads/tasks.ts';
import { blaming, mistake, type Origin, type StudyPath } from '../study/origin.ts';
import type { Study, StudyEnvironment } from '../study/study.ts';
import { type EnvironmentDefaults, environmentDefaults } from './environment-defaults.ts';
import { fittingEnvironment } from './fitting-environment.ts';

/** An environment of a sweep, and what is the same for all that is trained there. */
export interface EnvironmentChoice {
  readonly task: Task;
  readonly label: string;
  readonly defaults: EnvironmentDefaults;
  readonly network: Call;
  /** True where the user has named it; else it is the recipe's, and agents may have one of their own. */
  readonly networkIsNamed: boolean;
  /** More than any run takes where updates are the budget: what these take is for the agent to say. */
  readonly totalTimesteps: number;
  /** Undefined where steps or updates are the budget. */
  readonly totalEpisodes: number | undefined;
  /** Undefined where steps or episodes are the budget. */
  readonly totalUpdates: number | undefined;
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
  const task = blaming(origin, path, () => resolveTask(own.name));
  const { label, maxEpisodeSteps } = task;
  const recipe = environmentDefaults(task.recipe);
  const defaults =
    study.task_defaults === false ? { ...recipe, agents: {}, learning_rates: {}, critics: {} } : recipe;
  const {
    network,
    total_timesteps,
    total_episodes,
    total_updates,
    evaluations,
    eval_episodes,
    eval_env,
    eval_sampled,
    keep_best,
  } = {
    ...defaults,
    total_episodes: undefined,
    total_updates: undefined,
    eval_env: undefined,
    eval_sampled: false,
    keep_best: false,
    ...given(study),
    ...given(own),
  };
  const isOwn = (key: keyof Budget): boolean => own[key] !== undefined;
  const placeOf = (key: keyof Budget): StudyPath => (isOwn(key) ? [...path, key] : [key]);
  for (const said of [study, own]) {
    const [one, other] = budgets.filter((key) => said[key] !== undefined);
    if (one === undefined || other === undefined) continue;
    throw mistake(
      origin,
      placeOf(other),
      `${origin.spell(one)} and ${origin.spell(other)} exclude each other; give one of them`,
    );
  }
  const ofEpisodes = {
    ...{ total_episodes, eval_env },
    eval_sampled: eval_sampled || undefined,
    keep_best: keep_best || undefined,
  };
  for (const [key, value] of Object.entries(ofEpisodes)) {
    if (maxEpisodeSteps !== null || value === undefined) continue;
    const place = placeOf(key as keyof Budget);
    throw mistake(origin, place, `${label} has no episodes; leave out ${origin.spell(key as keyof Budget)}`);
  }
  const said = { total_timesteps, total_episodes, total_updates };
  const counted = budgets.findLast((key) => said[key] !== undefined)!;
  const steps = {
    total_timesteps,
    total_episodes: (total_episodes ?? 0) * (maxEpisodeSteps ?? 0),
    total_updates: Number.MAX_SAFE_INTEGER,
  };
  return {
    task,
    label,
    defaults,
    network: blaming(origin, placeOf('network'), () => settled(networks.resolve(network))),
    networkIsNamed: study.network !== undefined || own.network !== undefined,
    totalTimesteps: steps[counted],
    totalEpisodes: total_episodes,
    totalUpdates: total_updates,
    evaluation: {
      count: evaluations,
      episodes: eval_episodes,
      ...(eval_env !== undefined && {
        env: blaming(origin, placeOf('eval_env'), () => fittingEnvironment(eval_env, label)),
      }),
      ...(eval_sampled && { sampled: true }),
      ...(keep_best && { keepBest: true }),
    },
    path,
    budgetPath: placeOf(counted),
  };
}

/** What a budget may be counted in, one of them; steps where nobody says so. */
const budgets = ['total_timesteps', 'total_episodes', 'total_updates'] as const;

type Budget = Pick<
  Study,
  | 'network'
  | 'total_timesteps'
  | 'total_episodes'
  | 'total_updates'
  | 'evaluations'
  | 'eval_episodes'
  | 'eval_env'
  | 'eval_sampled'
  | 'keep_best'
>;

/** What is said of the network, the budget and the evaluations. A budget takes the place of any other. */
function given({
  network,
  total_timesteps,
  total_episodes,
  total_updates,
  evaluations,
  eval_episodes,
  eval_env,
  eval_sampled,
  keep_best,
}: Partial<Budget>) {
  return {
    ...(network !== undefined && { network }),
    ...(total_timesteps !== undefined && {
      total_timesteps,
      total_episodes: undefined,
      total_updates: undefined,
    }),
    ...(total_episodes !== undefined && { total_episodes, total_updates: undefined }),
    ...(total_updates !== undefined && { total_updates, total_episodes: undefined }),
    ...(evaluations !== undefined && { evaluations }),
    ...(eval_episodes !== undefined && { eval_episodes }),
    ...(eval_env !== undefined && { eval_env }),
    ...(eval_sampled !== undefined && { eval_sampled }),
    ...(keep_best !== undefined && { keep_best }),
  };
}
