/** What flags of other tools mean here. */
interface OtherFlags {
  /** Without their dashes, `-` for `_`, in small letters. */
  readonly words: readonly string[];
  /** Ours with the same meaning, for the commands that declare it. */
  readonly flag?: string;
  /** Where there is none: how it is done here. */
  readonly say?: string;
  /** True where what they ask for is done anyway: they are left out, and `say` is a note. */
  readonly anyway?: true;
}

const budget =
  'a budget is --total-timesteps (or --total-episodes, --total-updates), of every run, whatever the length of a roll-out';
const oneFile =
  'results go into one SQLite file, --db FILE; rl-bench export makes folders of tables and TensorBoard logs of it';

/**
 * Flags of CleanRL, Stable-Baselines3 and its zoo, RLlib, Sample Factory and Tianshou, and others that come to mind first.
 * A command's own flags go before them.
 */
const rows: readonly OtherFlags[] = [
  { flag: 'env', words: ['env-name', 'environment', 'gym-id', 'task', 'env-id'] },
  { flag: 'envs', words: ['environments'] },
  { flag: 'agents', words: ['algo', 'algos', 'algorithm', 'algorithms', 'run'] },
  { flag: 'optimizers', words: ['opt', 'opts', 'optim', 'optims', 'optimiser', 'optimisers'] },
  { flag: 'optimizer', words: ['optimizers', 'opt', 'optim'] },
  { flag: 'names', words: ['optimizers', 'optimizer'] },
  { flag: 'seed-list', words: ['seed'] },
  { flag: 'seeds', words: ['num-seeds', 'n-seeds', 'n-runs', 'runs', 'trials', 'repeats'] },
  { flag: 'learning-rates', words: ['lrs'] },
  { flag: 'critic-optimizer', words: ['critic-opt', 'critic-optim', 'critic-optimiser', 'value-optimizer'] },
  {
    flag: 'critic-learning-rate',
    words: ['critic-lr', 'lr-critic', 'value-lr', 'value-learning-rate', 'vf-lr'],
  },
  {
    flag: 'total-timesteps',
    words: ['n', 'n-timesteps', 'num-timesteps', 'timesteps', 'total-steps', 'max-steps', 'frames'],
  },
  { flag: 'total-timesteps', words: ['num-env-steps', 'train-for-env-steps', 'stop-timesteps'] },
  { flag: 'total-episodes', words: ['episodes', 'n-episodes', 'num-episodes'] },
  { flag: 'total-updates', words: ['updates', 'n-updates', 'num-updates', 'num-iterations', 'iterations'] },
  { flag: 'title', words: ['exp-name', 'experiment-name', 'run-name', 'name', 'experiment'] },
  { flag: 'experiment', words: ['id', 'experiment-id', 'exp', 'exp-name', 'title'] },
  { flag: 'eval-episodes', words: ['n-eval-episodes', 'test-num'] },
  { flag: 'num-envs', words: ['n-envs', 'training-num', 'num-train-envs'] },
  { flag: 'num-steps', words: ['n-steps', 'rollout', 'rollout-length'] },
  { flag: 'update-epochs', words: ['n-epochs', 'num-epochs', 'ppo-epochs', 'repeat-per-collect'] },
  { flag: 'num-minibatches', words: ['n-minibatches', 'minibatches'] },
  { flag: 'clip-coef', words: ['clip-range', 'clip-eps', 'eps-clip', 'clip-param', 'clip-ratio'] },
  { flag: 'ent-coef', words: ['entropy-coef', 'entropy-coeff', 'exploration-loss-coeff'] },
  { flag: 'vf-coef', words: ['value-coef', 'vf-coeff', 'value-loss-coeff', 'vf-loss-coeff'] },
  { flag: 'max-grad-norm', words: ['grad-clip'] },
  { flag: 'gamma', words: ['discount'] },
  { flag: 'gae-lambda', words: ['lam', 'lambda', 'gae-lam'] },
  { flag: 'norm-obs', words: ['normalize-obs', 'obs-norm'] },
  { flag: 'norm-reward', words: ['normalize-reward', 'rew-norm'] },
  { flag: 'target-kl', words: ['kl-target'] },
  { flag: 'workers', words: ['j', 'n-jobs', 'jobs', 'num-workers', 'n-workers', 'processes'] },
  { flag: 'db', words: ['d', 'database', 'file'] },
  { flag: 'dry-run', words: ['dryrun'] },
  { flag: 'quiet', words: ['q', 'silent'] },
  { flag: 'config', words: ['conf', 'conf-file', 'config-file', 'study'] },
  { flag: 'file', words: ['config', 'conf', 'conf-file', 'config-file', 'study'] },
  { flag: 'out', words: ['o', 'output', 'output-dir', 'out-dir'], say: oneFile },
  {
    words: ['f', 'log-folder', 'log-dir', 'logdir', 'local-dir', 'train-dir', 'save-dir', 'out'],
    say: oneFile,
  },
  {
    words: ['track', 'wandb', 'with-wandb', 'wandb-project-name', 'wandb-project', 'wandb-entity'],
    say: 'every number is kept in the results file; rl-bench export --format tensorboard makes logs of it',
  },
  {
    words: ['tensorboard', 'tensorboard-log', 'tb', 'log-interval'],
    say: 'every number is kept in the results file; rl-bench export --format tensorboard makes logs of it',
  },
  {
    words: ['cuda', 'gpu', 'use-gpu', 'device', 'num-gpus', 'framework'],
    say: '--backend says what computes: auto (the default), simd on the CPU, webgpu or cuda on a GPU',
  },
  {
    words: ['capture-video', 'video', 'render', 'render-mode'],
    say: 'rl-bench watch RUN shows what a policy does, --out episode.gif makes an animation',
  },
  {
    words: ['save-model', 'upload-model', 'hf-entity', 'save-replay-buffer'],
    say: 'every finished run leaves its policy in the results file: rl-bench evaluate RUN lets it play; --keep-best keeps the best one too',
  },
  {
    words: ['save-freq', 'checkpoint-freq'],
    say: 'checkpoints are so many seconds apart: --checkpoint-interval 60',
  },
  {
    words: ['i', 'trained-agent', 'resume-path', 'restore'],
    say: 'rl-bench resume goes on with what the results file has',
  },
  {
    words: ['eval-freq', 'eval-interval'],
    say: 'evaluations are spread evenly over the training: --evaluations 10',
  },
  { words: ['epoch', 'epochs'], say: `${budget}; the passes over a roll-out are --update-epochs` },
  {
    words: ['stop-iters', 'step-per-epoch', 'step-per-collect'],
    say: budget,
  },
  {
    words: ['batch-size', 'minibatch-size', 'mini-batch-size', 'train-batch-size'],
    say: 'a batch is --num-envs × --num-steps, which --num-minibatches splits into so many parts; supervised alone has batch_size, as in --env digits --batch-size 32',
  },
  {
    words: ['hyperparams', 'params', 'agent-kwargs', 'algo-kwargs'],
    say: 'every hyper-parameter of the agent is a flag of its own, e.g. --num-steps 32; see --help',
  },
  {
    words: ['env-kwargs'],
    say: 'the settings of an environment stand in its parentheses: --env "cartpole(gravity=12)"',
  },
  {
    words: ['hidden-sizes', 'hidden-size', 'policy'],
    say: 'networks are named with their sizes: --network "mlp(sizes=[64,64])"',
  },
  {
    words: ['eps', 'epsilon', 'beta1', 'beta2', 'betas', 'momentum', 'weight-decay'],
    say: 'the settings of an optimizer stand in its parentheses: --optimizers "ADAM(eps=1e-8)"',
  },
  {
    words: ['optimize', 'optimize-hyperparameters', 'n-trials', 'sampler', 'pruner'],
    say: 'try several with --learning-rates 1e-4 1e-3, or write a study with "tuning:" for rl-bench sweep',
  },
  { words: ['gym-packages'], say: 'an environment of your own comes with --plugin ./my-environment.js' },
  {
    words: ['format'],
    say: 'formats are flags of their own here, such as --json; see --help of the command',
  },
  {
    words: ['torch-deterministic', 'deterministic'],
    say: 'the same command on the same backend gives the same numbers anyway',
    anyway: true,
  },
  {
    words: ['p', 'progress', 'progress-bar', 'verbose'],
    say: 'progress is shown unless --quiet is given',
    anyway: true,
  },
];

/**
 * What a flag that a command does not declare means there.
 *
 * @param word without its dashes, with `-` for `_`.
 * @param declares whether the command has a flag of ours.
 * @returns undefined for a flag that nobody would expect.
 */
export function meaningOf(
  word: string,
  declares: (flag: string) => boolean,
): Omit<OtherFlags, 'words'> | undefined {
  const own = rows.filter(({ words }) => words.includes(word.toLowerCase()));
  return (
    own.find(({ flag }) => flag !== undefined && declares(flag)) ?? own.find(({ say }) => say !== undefined)
  );
}

/** Flags that take one value, and those that several are meant for: `--seeds 1 2 3` are three seeds, not a number of them. */
export const severalValues: Readonly<Record<string, string>> = { seeds: 'seed-list', env: 'envs' };
