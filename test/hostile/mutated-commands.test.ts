import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rlBench, temporaryFolder } from '../cli/command.ts';
import { database } from '../cli/contents.ts';
import { account } from './account.ts';
import { type Chance, chanceOf } from './chance.ts';
import { judged } from './command-verdict.ts';
import { hostileValues } from './hostile-values.ts';
import { inParallel } from './in-parallel.ts';
import { casesOf } from './share.ts';

const tiny = '--seeds 1 --total-timesteps 256 --num-envs 2 --num-steps 32 --eval-episodes 1 --workers 1';

/** Commands as people type them, on a results file `own.sqlite`. */
const commands = [
  `--env cartpole --optimizers SGD ${tiny}`,
  `--env point-nav --agents ppo bnpo --optimizers ADAM(eps=1e-5) --learning-rates 0.01 0.1 ${tiny}`,
  `--env cartpole --optimizers ADAM --network mlp(sizes=[8]) --db own.sqlite --dry-run ${tiny}`,
  'leaderboard --db own.sqlite --experiment 1 --markdown',
  'compare SGD ADAM --db own.sqlite --metric final_return --correction bh --json',
  'report --db own.sqlite --out page.html --png figures',
  'export --db own.sqlite --format jsonl --out out --table runs',
  'export --db own.sqlite --format tensorboard --out logs --gradients',
  'resume 1 --db own.sqlite --workers 1',
  'verify 1 --db own.sqlite --json',
  'list optimizers MILO --json',
  'ablate SGD --env cartpole --factors lr=0.1,0.01 --seeds 1 --total-timesteps 64 --num-envs 2 --num-steps 32',
  'loss-map --functions himmelblau --optimizers SGD --start 1,1 --out maps --db own.sqlite',
  'sql values(1) --db own.sqlite --csv',
  'doctor --json',
  'meta-train ADAFACLO --env cartpole --hidden 2 --generations 1 --pairs 1 --total-timesteps 64 --num-envs 2 --num-steps 32',
  'meta-train ELO --env cartpole --strategy pes --truncations 2 --generations 2 --pairs 1 --total-timesteps 64 --num-envs 1 --num-steps 32 --db own.sqlite',
].map((line) => line.split(' '));

/** What may be meant somewhere, if not here. */
const plausible = [
  ...[
    '1',
    '2',
    '0.5',
    '1e-3',
    '64',
    '256',
    'true',
    'cartpole',
    'pendulum',
    'point-nav-team(agents=2)',
    'ppo',
  ],
  ...['grpo', 'SGD', 'MILO(momentum=0.5)', 'CLIP(ADAM)', 'runs', 'leaderboard', 'csv', 'own.sqlite', 'out'],
  ...[
    '--json',
    '--quiet',
    '--seeds',
    '--learning-rates',
    '--gae-lambda',
    '--target-kl',
    '--norm-obs',
    '--num-envs',
  ],
  ...[
    '--update-epochs',
    '--evaluations',
    '--agents',
    '--total-timesteps',
    '--checkpoint-interval',
    '--workers',
  ],
];

type Mutation = (args: string[], chance: Chance) => void;

const mutations: readonly Mutation[] = [
  (args, chance) => args.splice(chance.below(args.length), 1),
  (args, chance) => args.splice(chance.below(args.length), 0, args[chance.below(args.length)]!),
  (args, chance) => args.splice(chance.below(args.length), 1, chance.one(hostileValues)),
  (args, chance) => args.splice(chance.below(args.length), 1, chance.one(plausible)),
  (args, chance) => args.splice(chance.below(args.length), 0, chance.one(plausible)),
  (args, chance) => args.push(chance.one(plausible)),
  (args, chance) => args.push(chance.one(plausible), chance.one(plausible)),
  (args, chance) => args.splice(chance.below(args.length), 0, chance.one(hostileValues)),
  (args, chance) => {
    const at = chance.below(args.length);
    args.splice(at, 2, `${args[at]}=${args[at + 1] ?? ''}`);
  },
  (args, chance) => {
    const at = chance.below(args.length);
    const letter = chance.below(args[at]!.length + 1);
    args[at] = args[at]!.slice(0, letter) + args[at]!.slice(letter + 1);
  },
  (args, chance) => {
    const [a, b] = [chance.below(args.length), chance.below(args.length)];
    [args[a], args[b]] = [args[b]!, args[a]!];
  },
  (args, chance) => {
    args.push(...chance.one(commands));
  },
];

/** No argument of a process can hold a null character. */
function mutatedCommand(chance: Chance): string[] {
  const args = [...chance.one(commands)];
  for (let count = 1 + chance.below(2); count > 0; count--) {
    if (args.length > 0) chance.one(mutations)(args, chance);
  }
  return args.map((arg) => arg.replaceAll('\0', ''));
}

test('mutated commands: done, or refused in one line', async () => {
  const own = temporaryFolder();
  const first = rlBench(own, '--env', 'cartpole', '--optimizers', 'SGD', 'ADAM', ...tiny.split(' '));
  expect(first.status).toBe(0);
  const cases = casesOf(300);
  const verdicts = await inParallel(cases, async (index) => {
    const folder = temporaryFolder();
    copyFileSync(join(own, database), join(folder, 'own.sqlite'));
    const args = mutatedCommand(chanceOf(`command ${index}`));
    return { ...(await judged(folder, args)), case: `command ${index}` };
  });
  account('mutated commands', verdicts);
});
