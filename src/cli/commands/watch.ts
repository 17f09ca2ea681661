import { setTimeout as wait } from 'node:timers/promises';
import type { Argv, CommandModule } from 'yargs';
import { z } from 'zod';
import { stoppingBackends } from '../../backends/index.ts';
import { UsageError } from '../../errors.ts';
import type { LoadedPlugin } from '../../plugins/index.ts';
import { evaluationSettings } from '../../policies/evaluation-settings.ts';
import { runNumbers } from '../../policies/which-runs.ts';
import { readResults } from '../../store/index.ts';
import { defaultDatabase } from '../../text/db-flag.ts';
import { describeVersion } from '../../version.ts';
import { type Episode, longest } from '../../watch/episode.ts';
import { recordEpisodes } from '../../watch/record-episodes.ts';
import { stateLine } from '../../watch/state-line.ts';
import { writeWhole } from '../../write-whole.ts';
import { withEnvironment } from '../environment.ts';
import { checkedFlags, declareFlags } from '../flags.ts';
import { print } from '../print.ts';
import { optional, single } from '../single.ts';
import { stopOnSignals } from '../stop-on-signals.ts';

const settings = z.object({
  episodes: z.int().positive().max(16).default(1).describe('episodes of each run'),
  env: evaluationSettings.shape.env,
  sampled: evaluationSettings.shape.sampled.describe('draw actions from the policy, as in training'),
  best: evaluationSettings.shape.best,
  seed: evaluationSettings.shape.seed,
});

/** Panels that are seen side by side. */
const mostPanels = 16;

/** Files by the ends of their names, each loaded when it is wanted. */
const formats: Readonly<
  Record<
    string,
    (episodes: readonly Episode[], title: string, signal: AbortSignal) => Promise<string | Uint8Array>
  >
> = {
  '.gif': async (episodes, _, signal) =>
    (await import('../../watch/animated-gif.ts')).animatedGif(episodes, signal),
  '.svg': async (episodes) => (await import('../../watch/animated-svg.ts')).animatedSvg(episodes),
  '.html': async (episodes, title) =>
    (await import('../../watch/watch-page.ts')).watchPage(episodes, title, describeVersion()),
};

function builder(yargs: Argv): Argv {
  declareFlags(yargs, settings, 'What to watch:');
  return withEnvironment(
    yargs
      .positional('runs', { type: 'string', array: true, demandOption: true, describe: 'numbers of runs' })
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe:
          'a file that ends in .gif, .svg or .html, in place of the terminal; replaced where it is there',
      })
      .option('db', { type: 'string', default: defaultDatabase, describe: 'the results file' })
      .example('$0 watch 3', 'an episode in the terminal, a line of state for each step')
      .example('$0 watch 3 4 --out episode.html', 'two policies from the same start, side by side'),
  );
}

async function handler(
  argv: Readonly<Record<string, unknown>>,
  plugins: readonly LoadedPlugin[],
): Promise<void> {
  const { best, ...wish } = checkedFlags(argv, settings);
  const ids = runNumbers((argv.runs as string[] | undefined) ?? []);
  const out = optional(argv, 'out');
  const format = Object.keys(formats).find((ending) => out?.toLowerCase().endsWith(ending));
  if (out !== undefined && format === undefined) {
    throw new UsageError(
      `--out takes a file that ends in ${Object.keys(formats).join(', ')}, given "${out}"`,
    );
  }
  if (out !== undefined && ids.length * wish.episodes > mostPanels) {
    throw new UsageError(
      `${ids.length * wish.episodes} episodes side by side are too many to see, at most ${mostPanels} are shown; name fewer runs or --episodes`,
    );
  }
  const stop = stopOnSignals(console.error, 'stopping; press Ctrl-C again to stop at once');
  stop.listen();
  try {
    const episodes = await stoppingBackends(() =>
      readResults(single(argv, 'db'), (db) =>
        recordEpisodes(db, ids, { ...wish, choice: best ? 'best' : 'final' }, plugins, stop.signal),
      ),
    );
    if (out === undefined || format === undefined) {
      await play(episodes, stop.signal);
      return;
    }
    const title = `Runs ${[...new Set(ids)].join(', ')}`.replace(/^Runs (\d+)$/, 'Run $1');
    writeWhole(out, await formats[format]!(episodes, title, stop.signal));
    await print(
      `${episodes.length === 1 ? 'an episode' : `${episodes.length} episodes`} of ${longest(episodes)} steps at most in "${out}"\n`,
    );
  } catch (error) {
    if (error !== stop.signal.reason) throw error;
    process.exitCode = stop.exitCode();
  } finally {
    stop.release();
  }
}

/** In a terminal the lines of runs that play side by side are written over; elsewhere each step has its own. */
async function play(episodes: readonly Episode[], signal: AbortSignal): Promise<void> {
  const log = process.stdout.isTTY ? (await import('log-update')).default : undefined;
  const rounds = Math.max(...episodes.map(({ episode }) => episode));
  for (let round = 0; round <= rounds; round++) {
    const side = episodes.filter(({ episode }) => episode === round);
    const steps = longest(side);
    for (let step = 0; step <= steps; step++) {
      signal.throwIfAborted();
      const going = log === undefined ? side.filter(({ frames }) => step < frames.length) : side;
      const lines = going.map((each) => stateLine(each, step)).join('\n');
      if (log === undefined) await print(`${lines}\n`);
      else {
        log(lines);
        await wait(40, undefined, { signal }).catch(() => signal.throwIfAborted());
      }
    }
    log?.done();
  }
}

/**
 * `rl-bench watch RUN…`: lets policies play, in the terminal or as an animation. It writes nothing into the results file.
 *
 * @param plugins what was loaded already; those of the runs' experiments are loaded too.
 */
export function watchCommand(plugins: readonly LoadedPlugin[]): CommandModule {
  return {
    builder,
    handler: (argv) => handler(argv, plugins),
  };
}
