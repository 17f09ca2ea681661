import type { Argv, Options } from 'yargs';
import { z } from 'zod';
import { agents } from '../../agents/index.ts';
import { formatValue, type Value } from '../call-expression.ts';
import { callsAsWords, parseSettings } from '../settings.ts';
import type { Study } from '../sweep/study/study.ts';
import { taskAgents } from '../workloads/tasks.ts';
import { declareFlags, flagName, givenFlags } from './flags.ts';
import { type HelpTask, helpTask } from './help-task.ts';

/** Other spellings of some flags. */
const aliases: Readonly<Record<string, Options>> = {
  seeds: { alias: 'num-runs' },
  title: { alias: 'experiment-title' },
  env: { alias: 'env-id' },
  optimizers: { alias: 'optimizer' },
  agents: { alias: 'agent' },
  learning_rates: { alias: ['learning-rate', 'lr'] },
};

/**
 * Declares the flags that say what to train: those of a study's settings, and the agents' hyper-parameters.
 *
 * @param settings of the study that have a flag.
 */
export function declareStudyFlags(yargs: Argv, settings: z.ZodObject): void {
  const own = Object.entries(aliases).filter(([name]) => name in settings.shape);
  const task = helpTask();
  declareFlags(yargs, settings, 'What to compare:', Object.fromEntries(own), usualOn(task));
  if (task.agent === undefined) {
    const all =
      'Hyper-parameters of the agent (defaults before the environment has its say, see --help --env NAME):';
    declareFlags(yargs, agentFlags(task), all);
    return;
  }
  const { shape } = taskAgents().get(task.agent).settings;
  const others = Object.entries(agentFlags(task).shape).filter(([name]) => !Object.hasOwn(shape, name));
  const where = task.recipe === undefined ? '' : ` on ${task.env}`;
  declareFlags(yargs, z.object(shape), `Hyper-parameters of ${task.agent}${where}:`, {}, recorded(task));
  // Those of agents that cannot learn the task are declared, so that they are refused by name, and not shown.
  const hidden = Object.fromEntries(others.map(([name]) => [name, { hidden: task.onlyAgent }]));
  declareFlags(yargs, z.object(Object.fromEntries(others)), 'Hyper-parameters of other agents:', hidden);
}

/** What the recipe of an environment says of the flags of a run. */
function usualOn({ env, recipe }: HelpTask): Record<string, string> {
  if (env === undefined || recipe === undefined) return {};
  const { total_timesteps, evaluations, eval_episodes, network, agent } = recipe;
  const usual = { total_timesteps, evaluations, eval_episodes, network, agents: agent };
  return Object.fromEntries(Object.entries(usual).map(([name, value]) => [name, `${value} on ${env}`]));
}

/** What it says of its agent's. */
function recorded({ env, settings }: HelpTask): Record<string, string> {
  const named = Object.entries(settings);
  return Object.fromEntries(named.map(([name, value]) => [name, `${formatValue(value)} on ${env}`]));
}

/** What was given as flags, checked; defaults are left to the plan. @throws UsageError */
export function givenSettings(
  argv: Readonly<Record<string, unknown>>,
  settings: z.ZodObject,
): Partial<Study> {
  const given = callsAsWords(settings, givenFlags(argv, settings));
  const checked = parseSettings('rl-bench', settings.partial(), given, (name) => `--${flagName(name)}`);
  return Object.fromEntries(Object.entries(checked).filter(([key]) => Object.hasOwn(given, key)));
}

/** The hyper-parameters of the agent that were given as flags; they are checked against the agent. */
export function givenAgentFlags(argv: Readonly<Record<string, unknown>>): Record<string, Value> {
  return givenFlags(argv, agentFlags(helpTask()));
}

/**
 * The hyper-parameters of every agent that learns environments in one schema, so that each has a flag, and those of the
 * agent that is meant. An agent of a single task has none elsewhere: `--batch-size` is refused there with what to say instead.
 */
function agentFlags({ agent }: HelpTask): z.ZodObject {
  const own = agent === undefined || agents.find(agent) ? [] : [taskAgents().get(agent)];
  const shapes = [...agents.entries(), ...own].map(({ settings }) => settings.shape);
  return z.object(Object.assign({}, ...shapes.reverse()) as z.ZodRawShape);
}
