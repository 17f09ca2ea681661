/** Runs that take a moment. */
export const smallRuns = [
  ...['--num-envs', '2', '--num-steps', '32', '--update-epochs', '1', '--network', 'mlp(sizes=[4])'],
  ...['--total-timesteps', '256'],
];

/** `rl-bench meta-train …` of a few seconds. */
export const tinyMetaTraining = [
  ...['meta-train', 'ADAFACLO(step_mult=0.02)', '--env', 'cartpole', '--hidden', '3', '--seed', '7'],
  ...['--generations', '2', '--pairs', '2', '--seeds', '2', ...smallRuns],
];
