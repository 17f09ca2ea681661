import type { LoadedPlugin } from '../plugins/index.ts';
import type { StressPlan, StressProgress } from '../stress/run-stress.ts';
import { auto } from '../sweep/run/auto-backend.ts';
import { onCpu } from '../sweep/run/choose-backend.ts';
import { formatSeconds } from '../text/format.ts';
import { describeVersion } from '../version.ts';
import { print } from './print.ts';
import { stopOnSignals } from './stop-on-signals.ts';
import { tableWidth } from './table-width.ts';
import { teller } from './tell.ts';
import { typedCommand } from './typed-command.ts';

/** What is asked for. */
interface Asked {
  readonly optimizers: readonly string[];
  readonly problems: readonly string[];
  readonly settings: StressPlan['settings'];
}

interface How {
  readonly plugins: readonly LoadedPlugin[];
  readonly backend: string;
  readonly db: string;
  /** A Markdown file. */
  readonly out: string | undefined;
  readonly workers: number | undefined;
  readonly wait: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Lets optimizers try problems, shows how far they are, and prints what share they solved. */
export async function stressOf(
  { optimizers, problems, settings }: Asked,
  { quiet, json, backend, out, ...how }: How,
): Promise<void> {
  const { contestants } = await import('../stress/contestants.ts');
  const { problemsNamed } = await import('../stress/problems/index.ts');
  const { runStress } = await import('../stress/run-stress.ts');
  const { readMatrix } = await import('../stress/matrix.ts');
  const { matrixLegend, matrixText } = await import('../stress/matrix-text.ts');
  const { refuseDocument, writeStressDocument } = await import('../stress/stress-document.ts');
  if (out !== undefined) refuseDocument(out);
  const tell = teller({ quiet });
  const plan = { optimizers: contestants(optimizers, tell), problems: problemsNamed(problems), settings };
  const stop = stopOnSignals(
    undefined,
    'stopping; the problem in hand is given up; press Ctrl-C again to stop at once',
  );
  const progress = optimizerLines(plan.optimizers.length);
  try {
    const options = {
      ...{ ...how, tell, signal: stop.signal, begun: stop.listen },
      // For a few numbers a member no GPU would be worth its start.
      backend: backend === auto ? onCpu : backend,
      command: typedCommand(),
      optimizerEnded: (...news: Parameters<typeof progress>) => tell(progress(...news)),
    };
    await runStress(plan, options, async ({ db }, { experiment, interrupted }) => {
      if (interrupted) {
        process.exitCode = stop.exitCode();
        tell('stopped; the same command goes on with what is left');
        return;
      }
      const labels = plan.optimizers.map(({ label }) => label);
      const matrix = readMatrix(db, experiment, labels);
      if (out !== undefined) {
        const facts = { experiment, matrix, settings, command: options.command, version: describeVersion() };
        tell(`written: ${(await writeStressDocument(db, facts, out)).join(', ')}`);
      }
      const text = () => `${matrixText(matrix, tableWidth())}\n\n${matrixLegend(matrix)}\n`;
      await print(json ? `${JSON.stringify({ experiment, ...matrix }, null, 2)}\n` : text());
    });
  } finally {
    stop.release();
  }
}

/** A line about each optimizer, with the time that is left. */
function optimizerLines(optimizers: number): (optimizer: string, progress: StressProgress) => string {
  const begun = performance.now();
  return (optimizer, { ended, share }) => {
    const spent = (performance.now() - begun) / 1000;
    const time =
      share < 1 ? `${formatSeconds((spent / share) * (1 - share))} left` : `in ${formatSeconds(spent)}`;
    return `${String(ended).padStart(String(optimizers).length)}/${optimizers}  ${optimizer}  ${time}`;
  };
}
