import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A study of a few seconds' work. */
export interface SmallStudy {
  readonly name: string;
  /** The command that begins it. */
  readonly args: readonly string[];
  /** A file that the command reads, written into its folder. */
  readonly file?: { readonly name: string; readonly text: string };
  /** What is added to the command to go on, where it is not `resume` that does so. */
  readonly again?: readonly string[];
}

/** Generations of a moment, of candidates that end in each of them or live on. */
const metaTraining = [
  ...['meta-train', 'ADAFACLO(step_mult=0.02)', '--env', 'cartpole', '--hidden', '3', '--generations', '6'],
  ...['--pairs', '2', '--num-envs', '2', '--num-steps', '32', '--network', 'mlp(sizes=[4])'],
  ...['--total-timesteps', '1024', '--force'],
];

const short = ['--seeds', '2', '--eval-episodes', '2'];
const cartpole = ['--env', 'cartpole', ...short];

/** One of every kind: what is trained, and when it is planned. */
const kinds: readonly SmallStudy[] = [
  { name: 'plain', args: [...cartpole, '--optimizers', 'ADAM', 'MILO', '--total-timesteps', '6144'] },
  {
    name: 'tuning',
    args: ['--config', 'tuning.yaml'],
    file: {
      name: 'tuning.yaml',
      text: [
        'title: tuning',
        'env: cartpole',
        'optimizers: [ADAM, SGD]',
        'learning_rates: [0.001, 0.003]',
        'seeds: 2',
        'tuning: { seeds: 2 }',
        'total_timesteps: 2560',
        'eval_episodes: 2',
      ].join('\n'),
    },
  },
  {
    name: 'team',
    args: [
      ...[
        '--env',
        'point-nav-team(max_episode_steps=50)',
        '--agents',
        'dr-mas',
        '--optimizers',
        'ADAM',
        'SGD',
      ],
      ...[...short, '--horizon', '5', '--kl-coef', '0.1', '--total-timesteps', '2000'],
    ],
  },
  {
    name: 'groups',
    args: [
      ...['--env', 'point-nav(max_episode_steps=50)', '--agents', 'grpo', '--optimizers', 'ADAM', 'MILO'],
      ...[...short, '--total-timesteps', '12000'],
    ],
  },
  {
    name: 'ablation',
    args: ['ablate', 'ADAM', '--factors', 'weight_decay=0,0.01', ...cartpole, '--total-timesteps', '4096'],
  },
  {
    name: 'by episodes',
    args: [
      ...['--agents', 'reinforce', ...cartpole, '--optimizers', 'ADAM', 'SGD'],
      ...['--total-episodes', '200', '--network', 'mlp(sizes=[16])'],
    ],
  },
  { name: 'meta-training', args: metaTraining, again: ['--resume'] },
  {
    name: 'meta-training whose candidates live on',
    args: [...metaTraining, '--strategy', 'pes', '--truncations', '3'],
    again: ['--resume'],
  },
];

/** Every kind, trained in one process and in two. */
export const smallStudies: readonly SmallStudy[] = kinds.flatMap(({ name, args, again, ...rest }) =>
  [1, 2].map((workers) => ({
    name: `${name}, workers ${workers}`,
    args: [...args, '--workers', String(workers), ...(again ? [] : ['--checkpoint-interval', '0.1'])],
    ...(again && { again }),
    ...rest,
  })),
);

/** Lays the file that a study reads into a folder. */
export function prepare({ file }: SmallStudy, folder: string): void {
  if (file) writeFileSync(join(folder, file.name), file.text);
}
