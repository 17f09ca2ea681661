import type { CommandModule } from 'yargs';
import type { LoadedPlugin } from '../../plugins/index.ts';
import type { Command } from '../command.ts';

/** In the order in which they are listed. @param plugins what was loaded, for the commands that train. */
export function commandsWith(plugins: readonly LoadedPlugin[]): readonly Command[] {
  return [
    command(['$0', 'run'], 'train policies with each optimizer and compare them (the default)', async () =>
      (await import('./run.ts')).runCommand(plugins),
    ),
    command(
      ['sweep [file]'],
      'train a study: environments × agents × optimizers × hyper-parameters × seeds',
      async () => (await import('./sweep.ts')).sweepCommand(plugins),
    ),
    command(
      ['ablate [optimizer]'],
      'train an optimizer with its settings changed one at a time: which of them matter?',
      async () => (await import('./ablate.ts')).ablateCommand(plugins),
    ),
    command(
      ['resume [experiment]'],
      'go on with an experiment that was stopped, from its last checkpoints',
      async () => (await import('./resume.ts')).resumeCommand(plugins),
    ),
    command(
      ['seeds <experiment>'],
      'add seeds to an experiment, or optimizers, learning rates, agents, environments',
      async () => (await import('./seeds.ts')).seedsCommand(plugins),
    ),
    command(
      ['merge <into> [files..]'],
      'put results files together: the shards of a study, or experiments of several machines',
      async () => (await import('./merge.ts')).mergeCommand,
    ),
    command(
      ['agent [queue]'],
      'train what sweeps on other machines have put into a queue (sweep --queue)',
      async () => (await import('./agent.ts')).agentCommand,
    ),
    command(
      ['agents [queue]'],
      'say who works at a queue, and on what',
      async () => (await import('./agents.ts')).agentsCommand,
    ),
    command(['verify <run>'], 'train a run of the results file again and compare every number', async () =>
      (await import('./verify.ts')).verifyCommand(plugins),
    ),
    command(
      ['evaluate [runs..]'],
      'let trained policies play episodes, in their environment or in another one',
      async () => (await import('./evaluate.ts')).evaluateCommand(plugins),
    ),
    command(
      ['watch <runs..>'],
      'let trained policies play: in the terminal, or as an animation (GIF, SVG, HTML)',
      async () => (await import('./watch.ts')).watchCommand(plugins),
    ),
    command(
      ['policy <run> [files..]'],
      'write a trained policy to a file (ONNX, safetensors, JSON), or import one',
      async () => (await import('./policy.ts')).policyCommand(plugins),
    ),
    command(
      ['loss-map'],
      "let optimizers descend on test functions, or map a policy's own loss, and draw their ways",
      async () => (await import('./loss-map.ts')).lossMapCommand(plugins),
    ),
    command(
      ['meta-train [optimizer]'],
      'train the weights of a learned optimizer on a task, by an evolution strategy',
      async () => (await import('./meta-train.ts')).metaTrainCommand(plugins),
    ),
    command(
      ['stress [optimizers..]'],
      'let optimizers try small problems that each break something, and say who solves what',
      async () => (await import('./stress.ts')).stressCommand(plugins),
    ),
    command(
      ['study [study]'],
      'look whether a published claim holds here, by a study of a few minutes',
      async () => (await import('./study.ts')).studyCommand(plugins),
    ),
    command(
      ['leaderboard'],
      'rank the optimizers of an experiment',
      async () => (await import('./leaderboard.ts')).leaderboardCommand,
    ),
    command(
      ['compare [names..]'],
      'say which optimizer is better, by how much, and how sure that is',
      async () => (await import('./compare.ts')).compareCommand,
    ),
    command(
      ['power [names..]'],
      'say how many seeds a difference needs, by how far those of an experiment scatter',
      async () => (await import('./power.ts')).powerCommand,
    ),
    command(
      ['report'],
      'make one HTML page of an experiment, with figures, sentences and their data',
      async () => (await import('./report.ts')).reportCommand,
    ),
    command(
      ['export'],
      'write results as CSV, JSON Lines, Parquet or TensorBoard logs',
      async () => (await import('./export.ts')).exportCommand,
    ),
    command(
      ['import <paths..>'],
      'bring in what other programs have measured: TensorBoard, Stable-Baselines3, CleanRL, CSV, W&B',
      async () => (await import('./import.ts')).importCommand,
    ),
    command(
      ['experiments [action] [words..]'],
      'list the experiments of a results file, name, tag, note and delete them',
      async () => (await import('./experiments.ts')).experimentsCommand,
    ),
    command(
      ['sql [statement]'],
      'ask the results file a question in SQL',
      async () => (await import('./sql.ts')).sqlCommand,
    ),
    command(
      ['list [what..]'],
      'what there is to choose from, with settings, defaults and sources',
      async () => (await import('./list.ts')).listCommand,
    ),
    command(
      ['bench'],
      'measure how fast this machine trains, and on what the time goes',
      async () => (await import('./bench.ts')).benchCommand,
    ),
    command(
      ['doctor'],
      'say which backends work on this machine, and what the others lack',
      async () => (await import('./doctor.ts')).doctorCommand,
    ),
    command(
      ['setup <what>'],
      "put TensorFlow's own kernels in place, for the backends node and cuda",
      async () => (await import('./setup.ts')).setupCommand,
    ),
  ];
}

/** @param load whose module brings its own type of arguments, which is its own affair. */
function command<T>(
  spellings: readonly string[],
  describe: string,
  load: () => Promise<CommandModule<object, T>>,
): Command {
  return { spellings, describe, load: load as Command['load'] };
}
