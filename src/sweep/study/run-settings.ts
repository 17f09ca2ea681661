import { z } from 'zod';

/** Runs that are planned without asking whether so many are meant. */
export const usualMaxRuns = 10_000;

/** Runs that are planned even if they are meant. */
export const mostRuns = 1_000_000;

/**
 * Seeds where nobody says how many: by the default test of `compare`, which flips signs, five cannot have p below 0.05, six can
 * for one pair of optimizers, ten for the fifteen tests of the longest list in `configs/ablations`.
 */
export const defaultSeeds = 10;

const seedCount = z.int().positive();

/** A number of seeds as a setting by itself, where none can be chosen on the way. */
export const fixedSeeds = seedCount.optional();

/** What a run takes beside the hyper-parameters of its agent: names as on the command line, with `_` for `-`. */
export const runSettings = z.strictObject({
  env: z.string().optional().describe('environment, e.g. point-nav or "cartpole(gravity=12)"'),
  envs: z.array(z.string()).min(1).optional().describe('several environments, instead of --env'),
  optimizers: z.array(z.string()).min(1).describe('optimizers to compare, e.g. MILO "ADAM(eps=1e-8)"'),
  agents: z
    .array(z.string())
    .min(1)
    .optional()
    .describe(
      'how the policy learns, e.g. ppo "grpo(group_size=16)" (default: the environment\'s, see list envs)',
    ),
  network: z.string().optional().describe('networks of actor and critic, e.g. "mlp(sizes=[64,64])"'),
  init_from: z
    .string()
    .optional()
    .describe(
      'begin with the policy that a run of the results file has left, in place of parameters drawn by seed: its number, or 3:best (default: none)',
    ),
  seeds: z
    .union([
      seedCount,
      z
        .string()
        .regex(/^auto(\(.*\))?$/s)
        .meta({ title: 'auto(block=5,max=30,alpha=0.05)' }),
    ])
    .optional()
    .describe(
      `number of seeds: 1, 2, … (default: ${defaultSeeds}); auto trains block after block of them until AdaStop has decided every pair of optimizers, or there are max`,
    ),
  seed_list: z.array(z.int().min(0)).min(1).optional().describe('the seeds themselves, instead of --seeds'),
  learning_rates: z
    .array(z.number().positive())
    .min(1)
    .optional()
    .describe(
      "learning rates to try with every optimizer (default: the one recorded for the environment, else each optimizer's own)",
    ),
  critic_optimizer: z
    .string()
    .optional()
    .describe(
      'what trains the critic, e.g. "ADAM(lr=1e-3)"; --optimizers and --learning-rates are of the actor then (default: one optimizer trains both)',
    ),
  critic_learning_rate: z
    .number()
    .positive()
    .optional()
    .describe(
      "learning rate of the critic's optimizer; without --critic-optimizer: of the actor's, which trains both",
    ),
  lr_spike: z
    .string()
    .optional()
    .describe(
      'a learning rate many times too large in one step of every optimizer, to see what survives it: "update=480,factor=1e4,part=actor" (or critic, all); the step counts minibatches',
    ),
  redo: z
    .string()
    .optional()
    .describe(
      'recycle dormant units (ReDo) with every optimizer, those at most tau as active as their layer on average: "tau=0.1,every=50"; every counts minibatches',
    ),
  controllers: z
    .array(z.string())
    .min(1)
    .optional()
    .describe(
      'what adapts the learning rate and more to what updates measure, all of them at once, e.g. "kl_adaptive(target=0.01)"; see list controllers',
    ),
  diagnostics: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('what else is recorded of every update, in the table measurements; see list diagnostics'),
  diagnostics_every: z
    .int()
    .positive()
    .optional()
    .describe(
      'diagnostics that ask more of the loss than training computes, which takes time, do so once in so many updates (default: 1)',
    ),
  total_timesteps: z
    .int()
    .positive()
    .optional()
    .describe("environment steps of every run, rounded down to whole roll-outs (default: the environment's)"),
  total_episodes: z
    .int()
    .positive()
    .optional()
    .describe(
      'training episodes of every run, rounded up to whole updates, instead of --total-timesteps: for agents that learn from whole episodes',
    ),
  total_updates: z
    .int()
    .positive()
    .optional()
    .describe(
      'updates of every run, instead of --total-timesteps: roll-outs, batches of a data set or generations, as large as the agent has them',
    ),
  evaluations: z.int().positive().optional().describe('evaluations during training, the last one at its end'),
  eval_episodes: z.int().positive().optional().describe('episodes of each evaluation'),
  eval_env: z
    .string()
    .optional()
    .describe(
      'environment of the evaluations, e.g. "point-nav(random_goal=false)" (default: that of training)',
    ),
  eval_sampled: z
    .boolean()
    .optional()
    .describe(
      'evaluate with actions drawn from the policy as well, in rows of their own (sampled_evaluations)',
    ),
  keep_best: z
    .boolean()
    .optional()
    .describe(
      'keep the policy with the highest mean return in an evaluation too, beside the final one (default: false)',
    ),
  task_defaults: z
    .boolean()
    .optional()
    .describe(
      "start from the agent's settings and the learning rates recorded for the environment, see list ENV; --no-task-defaults: from the agent's and each optimizer's own (default: true)",
    ),
  title: z.string().default('').describe('a name for the experiment'),
  max_runs: z
    .int()
    .positive()
    .max(mostRuns)
    .optional()
    .describe(`more runs than this are refused as a mistake (default: ${usualMaxRuns})`),
});

export type RunSettings = z.output<typeof runSettings>;

/** How a sweep is computed; the results are the same whatever is chosen here. */
export const executionSettings = z.object({
  workers: z
    .int()
    .positive()
    .optional()
    .describe('processes to spread the runs over (default: as many as make it faster, at most one a core)'),
  checkpoint_interval: z
    .number()
    .min(0)
    .default(60)
    .describe('seconds between checkpoints, which resume goes on from'),
  wait: z.boolean().default(false).describe('wait while another rl-bench writes to the file'),
});
