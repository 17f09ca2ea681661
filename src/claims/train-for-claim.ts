import { runPlan } from '../sweep/run/run-plan.ts';
import { planStudy } from '../sweep/run/run-study.ts';
import type { Origin } from '../sweep/study/origin.ts';
import type { Study } from '../sweep/study/study.ts';
import type { Claim } from './claim-file.ts';
import type { ClaimOptions } from './claim-options.ts';

/** What has been trained for a claim. */
interface TrainedFor {
  /** The experiment of each training that has been begun, by its name. */
  readonly experiments: Readonly<Record<string, number>>;
  readonly interrupted: boolean;
}

/**
 * Trains what a claim is about, each training as an experiment of the ordinary kind, `study lr-spike: plain`. One that the
 * file has already is gone on with.
 *
 * @throws as `runPlan`, before anything is trained where a training cannot be planned.
 */
export async function trainFor(claim: Claim, options: ClaimOptions): Promise<TrainedFor> {
  const { db, backend, workers, apart, wait, plugins, command, signal, observer, begun } = options;
  const plans = Object.entries(claim.trainings).map(
    ([name, training]) =>
      [
        name,
        planStudy({ study: withSeeds(claim, name, training), origin: within(claim.origin, name) }),
      ] as const,
  );
  const experiments: Record<string, number> = {};
  for (const [name, plan] of plans) {
    const result = await runPlan(plan, {
      ...{ db, backend, workers, apart, wait, plugins, command, signal },
      ifExists: 'resume',
      observer: {
        ...observer,
        stageStarted(stage) {
          begun();
          observer.stageStarted?.(stage);
        },
      },
    });
    experiments[name] = result.experiment;
    if (result.interrupted) return { experiments, interrupted: true };
  }
  return { experiments, interrupted: false };
}

function withSeeds({ entry, seeds }: Claim, name: string, training: Study): Study {
  return { ...training, seeds, title: `study ${entry.name}: ${name}` };
}

/** Where a training of a file stands, for messages about it. */
function within(origin: Origin, name: string): Origin {
  return { ...origin, prefix: (path) => origin.prefix(['trainings', name, ...path]) };
}
