import type { Database } from 'better-sqlite3';
import type { DrawnFigure } from '../report/figures/draw-figures.ts';
import { readExperiment, studyPointsOf } from '../store/index.ts';
import { type Judgement, type StudyEntry, type StudyPoint, studies } from '../studies/index.ts';
import { type ClaimConfig, readClaimConfig } from './claim-config.ts';
import { claimFigure } from './claim-figure.ts';
import { unitsLeft } from './run-claim.ts';

/** A claim, what was measured and whether it held. */
export interface JudgedClaim {
  readonly experiment: number;
  readonly config: ClaimConfig;
  readonly entry: StudyEntry;
  readonly judgement: Judgement;
  readonly figure: DrawnFigure;
  /** rl-bench's own, that measured it. */
  readonly version: string;
}

/** Judges what an experiment has measured; undefined where it is no study, or lacks seeds that were asked for. */
export function judgeExperiment(db: Database, experiment: number): JudgedClaim | undefined {
  const found = readExperiment(db, experiment);
  const config = found && readClaimConfig(found.configJson);
  const entry = config && studies.find(config.study);
  if (!found || !config || !entry) return undefined;
  const { settings, expected, seeds } = config;
  if (unitsLeft(db, experiment, { entry, settings, seeds }).length > 0) return undefined;
  const points = studyPointsOf(db, experiment).map(
    ({ series, seed, x, y }): StudyPoint => ({ series, seed, x, y: y ?? Number.NaN }),
  );
  return {
    ...{ experiment, config, entry },
    judgement: entry.judge(points, settings, expected),
    figure: claimFigure(entry, config, points, experiment),
    version: found.version,
  };
}

/** The newest complete experiment of every study that a file has, by the studies' names. */
export function judgeAll(db: Database): JudgedClaim[] {
  const ids = db
    .prepare<[], number>(
      `select id from experiments where config_json ->> '$.kind' = 'study' order by id desc`,
    )
    .pluck()
    .all();
  const newest = new Map<string, JudgedClaim>();
  for (const id of ids) {
    const judged = judgeExperiment(db, id);
    if (judged && !newest.has(judged.config.study)) newest.set(judged.config.study, judged);
  }
  return [...newest.values()].sort((one, other) => (one.config.study < other.config.study ? -1 : 1));
}
