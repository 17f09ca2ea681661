import type { EpisodeRecord, EvaluationRecord, UpdateRecord } from '../results/index.ts';

/** What a run is called, as far as its file or its place among folders tells. */
export interface Told {
  readonly env?: string | undefined;
  readonly agent?: string | undefined;
  readonly optimizer?: string | undefined;
  readonly seed?: number | undefined;
  readonly learningRate?: number | undefined;
  readonly totalTimesteps?: number | undefined;
}

/** A number that another program has written down of a run. */
export interface Point {
  /** Environment steps of the run. */
  readonly step: number;
  /** Since the run began; 0 where nothing tells. */
  readonly seconds: number;
  /** What it is called there: `charts/episodic_return`. */
  readonly tag: string;
  readonly value: number;
}

export type ForeignEpisode = Omit<EpisodeRecord, 'kind' | 'member' | 'episode'>;
export type ForeignEvaluation = Omit<EvaluationRecord, 'kind' | 'member' | 'updateIndex'>;
export type ForeignUpdate = Omit<UpdateRecord, 'kind' | 'member' | 'updateIndex'>;

/** A run that another program has trained. All rows ascend in steps. */
export interface ForeignRun {
  /** The file or the folder that it was read from, with the run's name where that holds several. */
  readonly source: string;
  readonly told: Told;
  readonly episodes: readonly ForeignEpisode[];
  readonly evaluations: readonly ForeignEvaluation[];
  readonly updates: readonly ForeignUpdate[];
}

/** What a file holds of a run, which other files of its folder may have more of. */
export interface RunPart {
  /** What it is called where the file holds several; `''` where it is of one. */
  readonly name: string;
  readonly told: Told;
  readonly points: readonly Point[];
  readonly episodes: readonly ForeignEpisode[];
  readonly evaluations: readonly ForeignEvaluation[];
}
