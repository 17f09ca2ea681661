import { z } from 'zod';
import { distribution, scalar } from './distribution.ts';
import { published } from './published.ts';
import { fixedSeeds, runSettings } from './run-settings.ts';

const gridValue = z.union([scalar, z.array(scalar)], {
  error: 'must be a value or a list that is one value',
});
/** A setting of an optimizer or an agent: one value, a grid of values, or a distribution to draw them from. */
const setting = z.union([scalar, z.array(gridValue).min(1), distribution], {
  error: 'must be a value, a list of values or a distribution',
});

export type Setting = z.output<typeof setting>;

const sample = z
  .strictObject({
    random: z.int().positive().optional().describe('so many draws, each setting by itself'),
    sobol: z.int().positive().optional().describe("so many points of Sobol's sequence, shifted"),
  })
  .refine(
    ({ random, sobol }) => (random === undefined) !== (sobol === undefined),
    'must say one of random, sobol: how many draws',
  );

/** How settings are drawn together, and how often. */
export type Sample = z.output<typeof sample>;

/** A name with settings of which every combination is trained. */
const choice = z.object({
  name: z.string().describe('as on the command line: "MILO(momentum=0.8)"'),
  sample: sample
    .optional()
    .describe(
      'draw the settings that are distributions together, so many times, in place of every combination of their samples',
    ),
});
const named = z.union([z.string(), choice.catchall(setting)], {
  error: 'must be a name or an object with a name and settings',
});

/** `MILO(momentum=0.8)`, or `{ name: MILO, momentum: [0.8, 0.9] }`. */
export type Named = z.output<typeof named>;

const { optimizers, agents, learning_rates, env, envs: _, seeds, seed_list, ...others } = runSettings.shape;
const { diagnostics, diagnostics_every, lr_spike, redo } = others;
const {
  total_timesteps,
  total_episodes,
  total_updates,
  evaluations,
  eval_episodes,
  eval_env,
  eval_sampled,
  keep_best,
  network,
} = others;
const { task_defaults, critic_learning_rate, init_from } = others;

const environment = z.union(
  [
    z.string(),
    z.strictObject({
      name: z.string().describe('as on the command line: "cartpole(gravity=12)"'),
      ...{
        total_timesteps,
        total_episodes,
        total_updates,
        evaluations,
        eval_episodes,
        eval_env,
        eval_sampled,
        keep_best,
        network,
      },
    }),
  ],
  { error: 'must be a name or an object with a name and what is different there' },
);

/** An environment, and what is different there. */
export type StudyEnvironment = z.output<typeof environment>;

export const tuningCriteria = ['final_return', 'last_100_return'] as const;
/** What tuning chooses for each optimizer. */
export const tuningChoices = ['learning_rates', 'settings'] as const;

const tuning = z.strictObject({
  seeds: fixedSeeds.describe('number of tuning seeds: 101, 102, …'),
  seed_list: seed_list.describe('the tuning seeds themselves'),
  criterion: z
    .enum(tuningCriteria)
    .default('final_return')
    .describe('what the best setting has most of: a column of the view run_scores, mean over the seeds'),
  choose: z
    .enum(tuningChoices)
    .default('learning_rates')
    .describe(
      'learning_rates: every combination of the other settings of an entry of optimizers is an optimizer of its own, whose best learning rate is scored; settings: all settings of an entry are one optimizer, and the best of them all is scored, under the label of the entry without those that vary',
    ),
  halving: z
    .int()
    .min(2)
    .optional()
    .describe(
      'successive halving: train all settings that are chosen from for a part of the budget, the best one in so many for as many times as much, and so on, until one is left (default: train all of them to the end)',
    ),
});

/**
 * A study: everything that `rl-bench run` can be asked for, in several environments and over grids or distributions of
 * hyper-parameters. Names are those of the flags, with `_` for `-`; the flags of `run` are a study of one environment.
 */
export const study = z.strictObject({
  title: others.title,
  env: environment.optional().describe(env.description!),
  envs: z.array(environment).min(1).optional().describe('several environments, instead of env'),
  agents: z.array(named).min(1).optional().describe(agents.description!),
  optimizers: z.array(named).min(1).describe(optimizers.description!),
  learning_rates: z
    .union([learning_rates.unwrap(), distribution], {
      error: 'must be a list of learning rates or a distribution',
    })
    .optional()
    .describe(
      "learning rates to try with every optimizer that names no lr (default: each one's recorded rate)",
    ),
  critic_optimizer: named
    .optional()
    .describe(
      'what trains the critic, e.g. "ADAM(lr=1e-3)", or several by their settings; optimizers and learning_rates are of the actor then (default: one optimizer trains both)',
    ),
  critic_learning_rate: critic_learning_rate.describe(
    "learning rate of the critic's optimizer; without critic_optimizer: of the actor's, which trains both",
  ),
  lr_spike: z
    .union(
      [
        lr_spike.unwrap(),
        z.strictObject({
          update: z.int().positive(),
          factor: z.number().positive().default(1e4),
          part: z.enum(['actor', 'critic', 'all']).default('actor'),
        }),
      ],
      { error: 'must be "update=480,factor=1e4,part=actor", or the same as an object' },
    )
    .optional()
    .describe(lr_spike.description!),
  redo: z
    .union(
      [
        redo.unwrap(),
        z.strictObject({
          tau: z.number().min(0).default(0.1),
          every: z.int().positive().default(50),
        }),
      ],
      { error: 'must be "tau=0.1,every=50", or the same as an object' },
    )
    .optional()
    .describe(redo.description!),
  controllers: z
    .union([z.array(named).min(1), z.array(z.array(named)).min(1)], {
      error: 'must be a list of controllers that work together, or a list of such lists',
    })
    .optional()
    .describe(
      'what adapts the learning rate and more to what updates measure: controllers that work together, or a list of such lists of which every one is trained, [] without any',
    ),
  diagnostics: diagnostics.describe(diagnostics.description!),
  diagnostics_every,
  network,
  init_from: z
    .union([init_from.unwrap(), z.int().positive()], { error: 'must be the number of a run, or "3:best"' })
    .optional()
    .describe(init_from.description!),
  ...{ seeds, seed_list },
  tuning: tuning
    .optional()
    .describe(
      'train every setting that is to be chosen from on these seeds first, then only the best one on the others',
    ),
  ...{ total_timesteps, total_episodes, total_updates },
  ...{ evaluations, eval_episodes, eval_env, eval_sampled, keep_best },
  task_defaults: task_defaults
    .unwrap()
    .optional()
    .describe(
      "false: start from the agents' and optimizers' own defaults, not from what is recorded for the environments",
    ),
  sampling_seed: z.int().min(0).optional().describe('what distributions draw from (default: 0)'),
  max_runs: others.max_runs,
  published: published
    .optional()
    .describe('what others report of the same study, to be set beside its results; it trains nothing'),
});

export type Study = z.output<typeof study>;
/** A study as it is written down: what may be left out may be missing. */
export type StudyInput = z.input<typeof study>;
