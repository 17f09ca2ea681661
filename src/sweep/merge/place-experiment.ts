import { UsageError } from '../../errors.ts';
import type { MergeableExperiment, Placement } from '../../store/index.ts';
import type { ExperimentConfig } from '../run/experiment.ts';
import { type Shard, shardName } from '../units/shard.ts';

/** The configuration of an experiment, of whatever command. */
type AnyConfig = Partial<ExperimentConfig>;

/**
 * Decides what an experiment of another file is: a part of one that is there, the same, or another one. The same study of
 * the same rl-bench on the same backend is one experiment, whoever has trained it, for its runs come to the same numbers.
 *
 * @param path of the other file.
 * @throws UsageError for a shard of what is there in another version.
 */
export function placeExperiment(
  given: MergeableExperiment,
  there: readonly MergeableExperiment[],
  path: string,
): Placement {
  const config = configOf(given);
  const alike = there.filter((each) => isOfSameStudy(given, each));
  const same = alike.find(
    (each) => each.version === given.version && configOf(each).backend === config.backend,
  );
  if (same !== undefined) {
    return { into: same.id, configJson: JSON.stringify(joined(configOf(same), config, same.id, path)) };
  }
  const parts = there.filter((each) => isPart(config) || isPart(configOf(each)));
  const [other] = parts.filter((each) => alike.includes(each));
  if (other !== undefined) throw ofAnother(given, other, path);
  // A study that was changed keeps its title.
  const before = parts.find((each) => isPart(config) && isPart(configOf(each)) && each.title === given.title);
  if (before !== undefined) {
    throw new UsageError(
      `"${path}" is of another version of the study than experiment ${before.id} (${before.title}): its plan is not the same; train it with the same study, or merge it into another file`,
    );
  }
  return { into: undefined, configJson: JSON.stringify(asMerged(config)) };
}

/** What an experiment is in a file that may get more of it. */
function asMerged({ shard, ...config }: AnyConfig): AnyConfig {
  return shard === undefined ? config : { ...config, shards: [shard] };
}

/** True of a shard, and of what shards were merged into. */
function isPart({ shard, shards }: AnyConfig): boolean {
  return shard !== undefined || shards !== undefined;
}

/** By what was asked for; what was begun before plans had fingerprints, by when and how that was. */
function isOfSameStudy(one: MergeableExperiment, other: MergeableExperiment): boolean {
  if (one.fingerprint !== null) return one.fingerprint === other.fingerprint;
  return other.fingerprint === null && one.createdAt === other.createdAt && one.command === other.command;
}

function ofAnother(given: MergeableExperiment, other: MergeableExperiment, path: string): UsageError {
  const [here, there] = [configOf(given).backend, configOf(other).backend];
  const what =
    given.version === other.version
      ? `on ${here}, and experiment ${other.id} on ${there}`
      : `by rl-bench ${given.version}, and experiment ${other.id} by ${other.version}`;
  return new UsageError(
    `"${path}" was trained ${what}: they are not parts of one experiment; train all of it alike, or merge into another file`,
  );
}

/**
 * Of two parts of an experiment what is known of the whole: the second stage that one of them may have, and the shards.
 *
 * @throws UsageError where they have chosen differently.
 */
function joined(mine: AnyConfig, given: AnyConfig, id: number, path: string): AnyConfig {
  const [own, other] = [mine, given].map(({ populations = [] }) =>
    populations.map((each) => JSON.stringify(each)),
  );
  if (own!.some((text, at) => at < other!.length && text !== other![at])) {
    throw new UsageError(
      `"${path}" scores other settings than experiment ${id}: their tuning runs were not the same; train its second stage again with --tuned`,
    );
  }
  // The second stage, or what the experiment was enlarged by, is planned in one of them first.
  const further = other!.length - own!.length || looked(given) - looked(mine);
  const longer = further > 0 ? given : mine;
  const shards = sorted([...shardsOf(mine), ...shardsOf(given)]);
  return { ...asMerged(longer), ...(shards.length > 0 && { shards }) };
}

/** How many runs had ended when scores decided about further seeds. */
function looked({ decisions }: AnyConfig): number {
  return decisions?.runs ?? 0;
}

function shardsOf({ shard, shards = [] }: AnyConfig): readonly Shard[] {
  return shard === undefined ? shards : [shard];
}

/** Each once, the stage tuning first. */
function sorted(shards: readonly Shard[]): Shard[] {
  const named = new Map(shards.map((shard) => [shardName(shard), shard]));
  return [...named.values()].sort(
    (a, b) =>
      Number(a.stage === 'scoring') - Number(b.stage === 'scoring') ||
      a.count - b.count ||
      a.number - b.number,
  );
}

function configOf({ configJson }: MergeableExperiment): AnyConfig {
  return JSON.parse(configJson) as AnyConfig;
}
