import type { Argv } from 'yargs';
import { UsageError } from '../errors.ts';
import type { ShardOptions } from '../sweep/run/planned-shard.ts';
import { parseShard, type ShardStage, shardStages } from '../sweep/units/shard.ts';
import { optional } from './single.ts';

const group = 'On several machines:';

/** Declares the flags of a command that may train a part of its plan. */
export function declareShardFlags(yargs: Argv): Argv {
  return yargs
    .option('shard', {
      group,
      type: 'string',
      requiresArg: true,
      describe: 'K/N: train the K-th of N shards alone, into a file of its own; rl-bench merge joins them',
    })
    .option('stage', {
      group,
      type: 'string',
      requiresArg: true,
      describe: `with --shard, of a study that tunes: ${shardStages.join(' or ')}`,
    })
    .option('tuned', {
      group,
      type: 'string',
      requiresArg: true,
      describe: 'with --stage scoring: the file that the shards of the stage tuning were merged into',
    });
}

/** The shard that is asked for, if one is. @throws UsageError */
export function shardOf(argv: Readonly<Record<string, unknown>>): ShardOptions | undefined {
  const [text, stage, tuned] = ['shard', 'stage', 'tuned'].map((flag) => optional(argv, flag));
  if (text === undefined) {
    const alone = stage !== undefined ? '--stage' : tuned !== undefined ? '--tuned' : undefined;
    if (alone === undefined) return undefined;
    throw new UsageError(`${alone} says something of a shard, and none is named; add --shard K/N`);
  }
  return { ...parseShard(text), stage: stageOf(stage), tuned };
}

function stageOf(given: string | undefined): ShardStage | undefined {
  const found = shardStages.find((stage) => stage === given);
  if (found !== undefined || given === undefined) return found;
  throw new UsageError(`--stage knows no "${given}" (known: ${shardStages.join(', ')})`);
}
