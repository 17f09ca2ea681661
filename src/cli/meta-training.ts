import { formatCall, parseCall, type Value } from '../call-expression.ts';
import type { MetaSettings } from '../meta-train/meta-settings.ts';
import type { LoadedPlugin } from '../plugins/index.ts';
import type { MetaGenerationRow } from '../results/index.ts';
import type { Study } from '../sweep/study/study.ts';
import { dbFlag } from '../text/db-flag.ts';
import { formatNumber, formatSeconds } from '../text/format.ts';
import { shellWord } from '../text/shell-word.ts';
import { executionOf } from './execution-flags.ts';
import { print } from './print.ts';
import { stopOnSignals } from './stop-on-signals.ts';
import { teller } from './tell.ts';
import { typedCommand } from './typed-command.ts';

/** What is asked for. */
interface Asked {
  readonly optimizer: string;
  readonly settings: MetaSettings;
  readonly candidates: Partial<Study>;
  readonly agent: Readonly<Record<string, Value>>;
}

interface How {
  readonly argv: Readonly<Record<string, unknown>>;
  readonly plugins: readonly LoadedPlugin[];
  readonly backend: string;
  readonly out: string;
  /** A picture of how the candidates did. */
  readonly figure: string | undefined;
  readonly force: boolean;
  readonly resume: boolean;
}

/** Trains the weights of an optimizer, shows how it gets on, and prints what came of it. */
export async function metaTrainOf(asked: Asked, { argv, out, figure, ...how }: How): Promise<void> {
  const { drawMetaTraining, refuseOtherPictures } = await import('../report/draw-meta-training.ts');
  if (figure !== undefined) refuseOtherPictures(figure);
  const { planMetaTraining } = await import('../meta-train/meta-plan.ts');
  const { metaTrain } = await import('../meta-train/meta-train.ts');
  const { optimizer, settings, candidates, agent } = asked;
  const plan = planMetaTraining(optimizer, settings, candidates, agent);
  const { db, workers, wait, json, quiet } = executionOf(argv);
  const tell = teller({ quiet });
  const stop = stopOnSignals(
    undefined,
    'stopping; the generation in hand is given up; press Ctrl-C again to stop at once',
  );
  const progress = generationLines(settings.generations);
  try {
    const trained = await metaTrain(plan, {
      ...how,
      ...{ db, workers, wait, out },
      command: typedCommand(),
      signal: stop.signal,
      observer: { note: tell },
      begun: stop.listen,
      generationEnded: (row) => tell(progress(row)),
    });
    const { experiment, generations, sha256 } = trained;
    if (figure !== undefined && generations > 0) await drawMetaTraining(db, experiment, figure);
    if (sha256 === undefined) {
      process.exitCode = stop.exitCode();
      tell(
        `stopped after generation ${generations} of ${settings.generations}; the same command with --resume goes on from there`,
      );
      return;
    }
    const call = parseCall(optimizer);
    const use = formatCall({ ...call, settings: { weights: out, ...call.settings } });
    const answer = { experiment, generations, out, sha256, optimizer: use };
    await print(json ? `${JSON.stringify(answer, null, 2)}\n` : text(answer, plan.population.env, db));
  } finally {
    stop.release();
  }
}

function text(
  {
    experiment,
    generations,
    out,
    sha256,
    optimizer,
  }: Record<'out' | 'sha256' | 'optimizer', string> & Record<'experiment' | 'generations', number>,
  env: string,
  db: string,
): string {
  return [
    `"${out}" has the weights of generation ${generations}, SHA-256 ${sha256}`,
    `use them:  rl-bench --env ${shellWord(env)} --optimizers ${shellWord(optimizer)} ADAM${dbFlag(db)}`,
    `how it went:  rl-bench sql "select * from meta_generations where experiment_id = ${experiment}"${dbFlag(db)}`,
    '',
  ].join('\n');
}

/** A line about each generation, with the time that is left. */
function generationLines(generations: number): (row: MetaGenerationRow) => string {
  let [spent, count] = [0, 0];
  const places = String(generations).length;
  return ({ generation, meanFitness, bestFitness, diverged, thetaNorm, wallS }) => {
    [spent, count] = [spent + wallS, count + 1];
    const left = generations - generation;
    return [
      `generation ${String(generation).padStart(places)}/${generations}`,
      `fitness ${formatNumber(meanFitness)}, best ${formatNumber(bestFitness)}`,
      `|theta| ${formatNumber(thetaNorm)}`,
      left > 0 ? `${formatSeconds((spent / count) * left)} left` : `in ${formatSeconds(spent)}`,
      ...(diverged > 0 ? [`${diverged} diverged`] : []),
    ].join('  ');
  };
}
