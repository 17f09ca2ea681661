import type { Database } from 'better-sqlite3';
import type { OutputFolder, WrittenFile } from './output-folder.ts';
import { scalarEvent, textEvent, versionEvent } from './tensorboard/event.ts';
import { eventFileName, runNames } from './tensorboard/file-names.ts';
import { hyperparameterTable } from './tensorboard/hyperparameters.ts';
import { mergeByStep } from './tensorboard/merge-by-step.ts';
import { tfRecord } from './tensorboard/record.ts';
import { type ExportedRun, exportedRuns } from './tensorboard/runs.ts';
import { scalarSeries } from './tensorboard/scalar-rows.ts';
import { writePieces } from './write-pieces.ts';

/**
 * Writes one directory a run with one event file, for TensorBoard and whatever else reads its logs. A scalar stands at
 * its environment step and at the second at which it was measured, in single precision; what was not measured is left out, and NaN stays.
 *
 * @param gradients whether with the gradient statistics of every layer, which are most of the file.
 */
export function* exportTensorboard(
  db: Database,
  experiments: readonly number[],
  folder: OutputFolder,
  { gradients }: { readonly gradients: boolean },
): Generator<WrittenFile> {
  const runs = exportedRuns(db, experiments);
  const names = runNames(runs);
  for (const [i, run] of runs.entries()) {
    yield folder.write(`${names[i]}/${eventFileName(run, run.host)}`, (path) => {
      let count = 0;
      function* records() {
        yield tfRecord(versionEvent(run.startedAt));
        yield tfRecord(settingsEvent(run));
        for (const { step, wallS, scalars } of mergeByStep(scalarSeries(db, run.id, gradients))) {
          const known = scalars.filter((scalar): scalar is [string, number] => scalar[1] !== null);
          if (known.length === 0) continue;
          count += known.length;
          yield tfRecord(scalarEvent({ wallTime: run.startedAt + wallS, step }, known));
        }
      }
      writePieces(path, records());
      return count;
    });
  }
}

/** Under the name that CleanRL's texts have. */
function settingsEvent({ startedAt, settings }: ExportedRun): Uint8Array {
  const start = { wallTime: startedAt, step: 0 };
  return textEvent(start, 'hyperparameters/text_summary', hyperparameterTable(settings));
}
