import type { CommandModule } from 'yargs';
import { setUpRoot, type TensorflowBackend } from '../../backends/set-up-tensorflow.ts';
import { didYouMean } from '../../did-you-mean.ts';
import { UsageError } from '../../errors.ts';
import { removeTensorflow, type SetupOutcome, setUpTensorflow } from '../../setup/set-up-tensorflow.ts';
import { usualVersion } from '../../setup/tensorflow-source.ts';
import { withEnvironment } from '../environment.ts';
import { print } from '../print.ts';
import { stopOnSignals } from '../stop-on-signals.ts';
import { teller } from '../tell.ts';

interface SetupOptions {
  readonly what: string;
  readonly gpu: boolean;
  readonly version?: string | undefined;
  readonly python?: string | undefined;
  readonly wheel?: readonly string[] | undefined;
  readonly remove: boolean;
  readonly quiet: boolean;
}

/** `rl-bench setup tensorflow`: puts TensorFlow's own kernels in place, for `--backend node` and `--backend cuda`. */
export const setupCommand: CommandModule<object, SetupOptions> = {
  builder: (yargs) =>
    withEnvironment(
      yargs
        .version(false)
        .positional('what', { type: 'string', demandOption: true, describe: 'tensorflow' })
        .option('gpu', {
          type: 'boolean',
          default: false,
          describe: 'for --backend cuda, with CUDA and cuDNN',
        })
        .option('version', {
          type: 'string',
          requiresArg: true,
          describe: `of TensorFlow, from 2.15 on (default: what is there, else ${usualVersion})`,
        })
        .option('python', {
          type: 'string',
          requiresArg: true,
          describe: 'take TensorFlow from the environment of this Python, where it stays',
        })
        .option('wheel', {
          type: 'string',
          array: true,
          requiresArg: true,
          describe: "take it from wheels on this machine (with --gpu NVIDIA's too)",
        })
        .option('remove', { type: 'boolean', default: false, describe: 'take away what was set up' })
        .option('quiet', { type: 'boolean', default: false, describe: 'show no progress' })
        .example('$0 setup tensorflow', 'TensorFlow for the CPU from PyPI, for --backend node')
        .example('$0 setup tensorflow --gpu', 'TensorFlow, CUDA and cuDNN, for --backend cuda')
        .epilogue(`It goes to ${setUpRoot()}, or where RL_BENCH_TENSORFLOW says.`),
    ),
  async handler({ what, gpu, version, python, wheel, remove, quiet }) {
    if (what !== 'tensorflow') {
      throw new UsageError(`setup knows no "${what}"${didYouMean(what, ['tensorflow'])} (known: tensorflow)`);
    }
    if (remove) {
      if ((version ?? python ?? wheel) !== undefined)
        throw new UsageError('--remove takes no flag but --gpu');
      await print(`${removed(gpu ? 'cuda' : 'node')}\n`);
      return;
    }
    const wish = stopOnSignals(console.error, 'stopping, and taking back what was begun');
    wish.listen();
    try {
      const tell = teller({ quiet });
      const request = { gpu, version, python, wheels: wheel, signal: wish.signal, tell };
      await print(`${outcome(await setUpTensorflow(request))}\n`);
    } catch (error) {
      if (!wish.signal.aborted) throw error;
      process.exitCode = wish.exitCode();
    } finally {
      wish.release();
    }
  },
};

function outcome({ backend, done, setUp: { tensorflow, cuda, cudnn, folder } }: SetupOutcome): string {
  const builtFor = backend === 'cuda' && cuda !== null ? ` for CUDA ${cuda} and cuDNN ${cudnn}` : '';
  return `TensorFlow ${tensorflow}${builtFor} ${done ? 'trains' : 'is set up already'}: --backend ${backend} takes it from ${folder}`;
}

function removed(backend: TensorflowBackend): string {
  const folder = removeTensorflow(backend);
  return folder === undefined
    ? `nothing is set up for --backend ${backend} in ${setUpRoot()}`
    : `removed ${folder}`;
}
