import type { Database } from 'better-sqlite3';
import { decisionSentences, type SequentialDecisions } from '../../sequential-decisions.ts';
import { several } from '../../several.ts';
import { readExperiment, runScores, tuningScores } from '../../store/index.ts';
import { thisProgram } from '../../text/this-program.ts';
import { nextRungs, type RungDecision, rungNotes } from '../plan/halving.ts';
import type { PlannedPopulation } from '../plan/plan.ts';
import { nextBlock, sequentialDecisions } from '../plan/sequential-blocks.ts';
import { tunedNoun } from '../plan/tuned-noun.ts';
import { describeEnlargement } from './describe-enlargement.ts';
import type { ExperimentConfig } from './experiment.ts';
import { configOf } from './saved-config.ts';
import { secondStage } from './second-stage.ts';

/** What the results of an experiment decide. */
export interface NextStage {
  /** What is to be trained now; none where the last look has decided that nothing is. */
  readonly populations: readonly PlannedPopulation[];
  /** Of the configuration. */
  readonly changes: Partial<ExperimentConfig>;
  /** Which tuning runs go on where successive halving has come to the end of a rung, and which are dropped. */
  readonly rungs?: readonly RungDecision[];
  /** What was decided, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * What follows now that all runs of an experiment have ended: another rung of successive halving, best learning rates to be
 * scored, or a look at sequential seeds, and mostly another block of them. Undefined where nothing does, or it has been written down before.
 *
 * It is a function of what is in the file, so an experiment that was stopped between two stages goes on to the same end.
 */
export function nextStage(db: Database, experimentId: number): NextStage | undefined {
  const config = configOf(readExperiment(db, experimentId)!);
  const { sequential, decisions: before } = config;
  if (sequential === undefined) {
    const rungs = endedRungs(db, experimentId, config);
    if (rungs.length > 0) return { populations: [], changes: {}, rungs, notes: rungNotes(rungs) };
    const populations = secondStage(db, experimentId);
    if (populations.length === 0) return undefined;
    return {
      populations,
      changes: {},
      notes: [`the ${tunedNoun(config.tuning!)}s are tuned; the best ones train on fresh seeds`],
    };
  }
  if (before && !isOpen(before)) return undefined;
  const decisions = sequentialDecisions(sequential, runScores(db, experimentId));
  const populations = nextBlock(config, sequential, decisions);
  if (populations.length === 0) {
    return { populations, changes: { decisions }, notes: decisionSentences(sequential, decisions) };
  }
  const plan = { title: config.title, populations };
  const enlargement = describeEnlargement(config, plan, thisProgram());
  return {
    populations,
    changes: { decisions, enlargements: [...(config.enlargements ?? []), enlargement] },
    notes: [progressWords(decisions, enlargement.runs)],
  };
}

/** None of an experiment that does not tune by successive halving, or has come to its last rung. */
function endedRungs(
  db: Database,
  experimentId: number,
  { tuning }: Pick<ExperimentConfig, 'tuning'>,
): RungDecision[] {
  if (tuning?.halving === undefined) return [];
  return nextRungs(tuningScores(db, experimentId, tuning.criterion), tuning.halving);
}

function isOpen({ tasks }: SequentialDecisions): boolean {
  return tasks.some(({ open }) => open.length > 0);
}

function progressWords({ tasks }: SequentialDecisions, runs: number): string {
  const pairs = tasks.flatMap((task) => task.pairs);
  const decided = pairs.filter(({ better }) => better !== null).length;
  const block = Math.max(...tasks.map(({ blocks }) => blocks));
  return `after block ${block} of seeds ${decided} of ${several(pairs.length, 'pair')} ${pairs.length === 1 ? 'is' : 'are'} decided; another block follows: ${several(runs, 'run')}`;
}
