import { createHash } from 'node:crypto';
import { readResults } from '../../store/index.ts';
import type { InitialPolicy } from '../../training/population-plan.ts';
import { mistake, type Origin } from '../study/origin.ts';
import type { Study } from '../study/study.ts';
import { keptRun } from './kept-run.ts';

/**
 * The policy that a study begins with: `init_from: 3` is the final one of run 3, `3:best` the best one that was evaluated.
 *
 * @param db path of the results file that has the run. @param origin where the study was written down, for messages.
 * @returns undefined where the study names none. @throws UsageError for a run that has left no such policy.
 */
export async function initialPolicy(
  { init_from: wanted }: Pick<Study, 'init_from'>,
  db: string,
  origin: Origin,
): Promise<InitialPolicy | undefined> {
  if (wanted === undefined) return undefined;
  const [, run, best] = /^([1-9]\d{0,14})(:best)?$/.exec(String(wanted)) ?? [];
  if (run === undefined) {
    throw mistake(
      origin,
      ['init_from'],
      `${origin.spell('init_from')} takes the number of a run, or 3:best for its best policy; given ${JSON.stringify(wanted)}`,
    );
  }
  const choice = best === undefined ? 'final' : 'best';
  const { files } = await readResults(db, async (results) => keptRun(results, Number(run), choice));
  const hash = createHash('sha256');
  for (const file of files) hash.update(file);
  return {
    run: Number(run),
    choice,
    sha256: hash.digest('hex'),
    weights: files.map((file) => Buffer.from(file).toString('base64')),
  };
}
