import type { z } from 'zod';
import type { RegistryEntry } from '../registry.ts';

/** A number that was measured at a place: a step, a width, … */
export interface MeasuredPoint {
  readonly x: number;
  /** NaN or infinite where it is not finite or never came to pass; the results file and judges know it as NaN. */
  readonly y: number;
}

/** Of which line of the figure, and by which seed. */
export interface StudyPoint extends MeasuredPoint {
  readonly series: string;
  readonly seed: number;
}

export type Verdict = 'holds' | 'does not hold' | 'cannot be said';

/** A published number beside ours, as texts. */
export interface BesidePublished {
  /** `median test error of the pseudo-inverse at width 40` */
  readonly quantity: string;
  readonly published: string;
  readonly here: string;
}

/** Whether a claim held here. */
export interface Judgement {
  readonly verdict: Verdict;
  /** What was found, with its numbers, and what it says of the claim. */
  readonly sentences: readonly [string, string];
  /** The numbers that were looked at. */
  readonly beside: readonly BesidePublished[];
}

export interface StudyAxis {
  readonly label: string;
  /** Default `linear`. */
  readonly scale?: 'linear' | 'log';
  /** Default: what the data span. */
  readonly domain?: readonly [number, number];
  /** True for an axis that begins at zero, whatever the data. */
  readonly fromZero?: boolean;
  /** Smaller values are drawn here: of what rounds to zero, which has no place on a logarithmic axis. */
  readonly least?: number;
}

/** A picture of some series: lines through the medians of all seeds. */
export interface StudyPanel {
  readonly title: string;
  readonly x: StudyAxis;
  readonly y: StudyAxis;
  /** Default: all series. */
  readonly series?: readonly string[];
  /** Default: only where a line has a single point. */
  readonly dots?: boolean;
  /** A thin line over the whole width. */
  readonly reference?: number;
}

interface StudyBase<Settings extends z.ZodObject, Expected extends z.ZodObject> extends RegistryEntry {
  /** What the set-up is. */
  readonly settings: Settings;
  /** The published numbers that a judgement needs, and how near is near enough. They measure nothing. */
  readonly expected: Expected;
  /** All that are measured, each by every seed. */
  series(settings: z.output<Settings>): readonly string[];
  panels(settings: z.output<Settings>): readonly StudyPanel[];
  /** Pure. @param points of all series and seeds, in the order of seeds, series and x. */
  judge(points: readonly StudyPoint[], settings: z.output<Settings>, expected: z.output<Expected>): Judgement;
}

/** What is to be measured. */
export interface Measuring<Settings> {
  readonly series: string;
  readonly seed: number;
  readonly settings: Settings;
  /** Ends it: `await giveWay(signal)` now and then in what takes more than a moment. */
  readonly signal: AbortSignal;
}

/** A study that computes its points itself. */
export interface MeasuredStudy<
  Settings extends z.ZodObject = z.ZodObject,
  Expected extends z.ZodObject = z.ZodObject,
> extends StudyBase<Settings, Expected> {
  /** True for one that draws nothing: its only seed is 1. */
  readonly drawsNothing?: boolean;
  /** True for one that computes with TensorFlow.js, whose backend is started then. */
  readonly onTensors?: boolean;
  /**
   * At least one point, no two with the same x: the same for the same series, seed and settings, whatever else is measured.
   * They are written together, so a study that was stopped goes on with the next series or seed.
   */
  measure(asked: Measuring<z.output<Settings>>): Promise<readonly MeasuredPoint[]> | readonly MeasuredPoint[];
}

/** Asks the results file in SQL. Integers are numbers, SQL's NULL is null. */
export type Ask = <Row extends object>(sql: string, ...parameters: (string | number)[]) => Row[];

/** What has been trained for a study. */
export interface Trained<Settings> {
  readonly ask: Ask;
  /** The id of the experiment of each training, by its name in the study's file. */
  readonly experiments: Readonly<Record<string, number>>;
  readonly settings: Settings;
}

/** A study of policies, which are trained as its file says; their runs are made into points. */
export interface TrainedStudy<
  Settings extends z.ZodObject = z.ZodObject,
  Expected extends z.ZodObject = z.ZodObject,
> extends StudyBase<Settings, Expected> {
  /** The names of the trainings that its file has to describe, each in the words of `rl-bench sweep`. */
  readonly trainings: readonly string[];
  /** Points of every series and seed, from what is in the results file. */
  summarise(trained: Trained<z.output<Settings>>): readonly StudyPoint[];
}

export type StudyEntry = MeasuredStudy | TrainedStudy;

/** Ties an entry's settings and published numbers to the types that its functions receive. */
export function defineStudy<Settings extends z.ZodObject, Expected extends z.ZodObject>(
  entry: MeasuredStudy<Settings, Expected> | TrainedStudy<Settings, Expected>,
): StudyEntry {
  return entry as unknown as StudyEntry;
}
