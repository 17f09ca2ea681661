import type { JudgedClaim } from '../claims/judged-claim.ts';
import { UsageError } from '../errors.ts';
import type { LoadedPlugin } from '../plugins/index.ts';
import { formatSeconds } from '../text/format.ts';
import { hasOwnProcess } from './own-process.ts';
import { print } from './print.ts';
import { progressReporter } from './progress.ts';
import { stopOnSignals } from './stop-on-signals.ts';
import { teller } from './tell.ts';
import { typedCommand } from './typed-command.ts';

/** What is asked for. */
interface Asked {
  /** Undefined: which there are, or the document alone. */
  readonly study: string | undefined;
  readonly seeds: number | undefined;
  /** A picture. */
  readonly figure: string | undefined;
  /** A Markdown file of all studies. */
  readonly document: string | undefined;
}

interface How {
  readonly plugins: readonly LoadedPlugin[];
  readonly backend: string;
  readonly db: string;
  readonly workers: number | undefined;
  readonly wait: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Lists studies; or carries one out, shows how far it is, and prints whether its claim holds. */
export async function studyOf({ study, seeds, figure, document }: Asked, how: How): Promise<void> {
  if (document !== undefined) (await import('../claims/claims-document.ts')).refuseClaimsDocument(document);
  if (study !== undefined) {
    if (figure !== undefined) (await import('../report/draw-meta-training.ts')).refuseOtherPictures(figure);
    const judged = await carriedOut(study, seeds, how);
    if (judged === undefined) return;
    await printJudged(judged, figure, how);
  } else {
    if (figure !== undefined)
      throw new UsageError('--figure draws one study: name it, as in rl-bench study separation');
    if (seeds !== undefined)
      throw new UsageError('--seeds is of one study: name it, as in rl-bench study separation');
    if (document === undefined) return list(how.json);
  }
  if (document !== undefined) await writeDocument(document, how);
}

async function list(json: boolean): Promise<void> {
  const { claimsTable, listedClaims } = await import('../claims/claim-text.ts');
  const claims = listedClaims();
  const text = () => `${claimsTable(claims, process.stdout.columns ?? 80)}\n`;
  await print(json ? `${JSON.stringify(claims, null, 2)}\n` : text());
}

/** @returns undefined where a signal has stopped it. */
async function carriedOut(
  study: string,
  seeds: number | undefined,
  { quiet, json: _, ...how }: How,
): Promise<JudgedClaim | undefined> {
  const { readClaim } = await import('../claims/claim-file.ts');
  const { runClaim } = await import('../claims/run-claim.ts');
  const { judgeExperiment } = await import('../claims/judged-claim.ts');
  const { readResults } = await import('../store/index.ts');
  const read = readClaim(study);
  const tell = teller({ quiet });
  const progress = progressReporter(quiet ? undefined : process.stderr);
  const stop = stopOnSignals(progress.say, 'stopping; press Ctrl-C again to stop at once');
  const begun = performance.now();
  try {
    const { experiment, interrupted } = await runClaim(
      { ...read, ...(seeds !== undefined && { seeds }) },
      {
        ...how,
        apart: hasOwnProcess(),
        command: typedCommand(),
        signal: stop.signal,
        observer: progress,
        begun: stop.listen,
        measured: (series, seed, share) => {
          const spent = (performance.now() - begun) / 1000;
          const time =
            share < 1 ? `${formatSeconds((spent / share) * (1 - share))} left` : `in ${formatSeconds(spent)}`;
          tell(`seed ${seed}, ${series}  ${time}`);
        },
      },
    ).finally(progress.end);
    if (!interrupted) return await readResults(how.db, (db) => judgeExperiment(db, experiment));
    process.exitCode = stop.exitCode();
    tell('stopped; the same command goes on with what is left');
    return undefined;
  } finally {
    stop.release();
  }
}

async function printJudged(
  judged: JudgedClaim,
  figure: string | undefined,
  { json, quiet }: How,
): Promise<void> {
  const { config, experiment, judgement, entry } = judged;
  const { study, seeds, claim, source } = config;
  if (figure !== undefined) {
    const { drawPicture } = await import('../claims/draw-picture.ts');
    await drawPicture(judged.figure, entry, config, figure);
    teller({ quiet })(`written: ${figure}`);
  }
  const { judgedText } = await import('../claims/claim-text.ts');
  const data = { experiment, study, seeds, claim, source, ...judgement };
  await print(json ? `${JSON.stringify(data, null, 2)}\n` : judgedText(judged));
}

async function writeDocument(path: string, { db: file, quiet }: How): Promise<void> {
  const { readResults } = await import('../store/index.ts');
  const { judgeAll } = await import('../claims/judged-claim.ts');
  const { writeClaimsDocument } = await import('../claims/claims-document.ts');
  const judged = await readResults(file, (db) => judgeAll(db));
  if (judged.length === 0)
    throw new UsageError(`"${file}" has no complete study; carry one out, as in rl-bench study separation`);
  teller({ quiet })(`written: ${(await writeClaimsDocument(judged, path)).join(', ')}`);
}
