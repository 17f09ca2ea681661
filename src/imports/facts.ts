import { UsageError } from '../errors.ts';
import { groupBy } from '../group-by.ts';
import type {
  ForeignEpisode,
  ForeignEvaluation,
  ForeignRun,
  ForeignUpdate,
  Point,
  RunPart,
} from './foreign-run.ts';
import { besideTags, meanOfEpisodesTag, type Tags, updateTags, usualTags } from './tags.ts';

/** How numbers of other programs become rows of ours. */
export interface FactOptions {
  /** What counts as an evaluation, where that is another tag than usual. */
  readonly evaluations?: string | undefined;
  /** What counts as the return of an episode, likewise. */
  readonly episodes?: string | undefined;
  /** How many episodes an evaluation is of, where nothing tells. */
  readonly evalEpisodes: number;
}

/**
 * What the files of a run say, as rows: evaluations and episodes of files of their own (`evaluations.npz`, monitors) before those
 * that are among the numbers of logs.
 *
 * @throws UsageError for a run without returns.
 */
export function foreignRun(
  source: string,
  parts: readonly RunPart[],
  told: ForeignRun['told'],
  options: FactOptions,
): ForeignRun {
  const points = parts.flatMap((part) => part.points).sort((a, b) => a.step - b.step);
  const byTag = groupBy(points, ({ tag }) => tag);
  const own = parts.flatMap((part) => part.evaluations).sort((a, b) => a.envStep - b.envStep);
  const listed = parts.flatMap((part) => part.episodes).sort((a, b) => a.envStep - b.envStep);
  const evaluations = own.length > 0 ? timed(own, byTag) : evaluationsOf(byTag, options);
  const episodes = listed.length > 0 ? listed : episodesOf(byTag, options);
  if (evaluations.length + episodes.length === 0) throw withoutReturns(byTag);
  return { source, told, evaluations, episodes, updates: updatesOf(points) };
}

type ByTag = ReadonlyMap<string, readonly Point[]>;

/** The points of a tag that a user named, or of the first usual one that there is. @throws UsageError where a named one is missing. */
function wantedPoints(byTag: ByTag, what: keyof Tags, named: string | undefined): readonly Point[] {
  if (named === undefined) {
    const found = usualTags[what].find((tag) => byTag.has(tag));
    return found === undefined ? [] : byTag.get(found)!;
  }
  const points = byTag.get(named);
  if (points !== undefined) return points;
  throw new UsageError(`it has no ${JSON.stringify(named)}, which --${what} names; it has ${tagsIn(byTag)}`);
}

function withoutReturns(byTag: ByTag): UsageError {
  const hint = byTag.has(meanOfEpisodesTag)
    ? `--evaluations ${meanOfEpisodesTag} takes the means over the last training episodes for evaluations`
    : `--evaluations or --episodes names what they are called`;
  return new UsageError(`it has no returns that are known by their name, only ${tagsIn(byTag)}; ${hint}`);
}

function tagsIn(byTag: ByTag): string {
  const tags = [...byTag.keys()];
  if (tags.length === 0) return 'nothing';
  return `${tags.slice(0, 8).join(', ')}${tags.length > 8 ? ', …' : ''}`;
}

function atSteps(byTag: ByTag, tags: readonly string[]): ReadonlyMap<number, Point> {
  const found = tags.find((tag) => byTag.has(tag));
  return new Map((byTag.get(found ?? '') ?? []).map((point) => [point.step, point]));
}

/** One a step, the last that was written of it. */
function evaluationsOf(byTag: ByTag, { evaluations, evalEpisodes }: FactOptions): ForeignEvaluation[] {
  const successes = atSteps(byTag, besideTags.successRate);
  const points = wantedPoints(byTag, 'evaluations', evaluations);
  return [...new Map(points.map((point) => [point.step, point])).values()].map(
    ({ step, seconds, value }) => ({
      envStep: step,
      episodes: evalEpisodes,
      meanReturn: value,
      stdReturn: Number.NaN,
      successRate: successes.get(step)?.value ?? null,
      wallS: seconds,
    }),
  );
}

/** Evaluations whose file has no clock, by that of the log beside it. */
function timed(evaluations: readonly ForeignEvaluation[], byTag: ByTag): ForeignEvaluation[] {
  const logged = atSteps(byTag, usualTags.evaluations);
  return evaluations.map((each) => ({ ...each, wallS: logged.get(each.envStep)?.seconds ?? each.wallS }));
}

/** Several environments may end an episode at one step: the n-th return has the n-th length. */
function episodesOf(byTag: ByTag, { episodes }: FactOptions): ForeignEpisode[] {
  const points = wantedPoints(byTag, 'episodes', episodes);
  const lengths = besideTags.length
    .map((tag) => byTag.get(tag))
    .find((each) => each?.length === points.length);
  return points.map(({ step, seconds, value }, index) => ({
    envStep: step,
    return: value,
    length: Math.max(0, Math.round(lengths?.[index]?.value ?? 0)) || 0,
    success: null,
    wallS: seconds,
  }));
}

/** A row for every step of which a loss is known. */
function updatesOf(points: readonly Point[]): ForeignUpdate[] {
  const known = points.filter(({ tag }) => updateTags.has(tag));
  return [...groupBy(known, ({ step }) => String(step)).values()].flatMap((own) => {
    const fields = Object.fromEntries(
      own.map(({ tag, value }) => {
        const { field, factor } = updateTags.get(tag)!;
        return [field, factor * value];
      }),
    );
    if (fields.policyLoss === undefined && fields.valueLoss === undefined) return [];
    const [{ step, seconds }] = own as [Point];
    return [{ ...unknownUpdate, ...fields, envStep: step, wallS: seconds }];
  });
}

const unknownUpdate = {
  policyLoss: Number.NaN,
  valueLoss: null,
  entropy: null,
  approxKl: null,
  clipFraction: null,
  explainedVariance: null,
  learningRate: Number.NaN,
  criticLearningRate: null,
};
