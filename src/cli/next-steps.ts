import { isOver, readExperiment, runStates, type Store } from '../store/index.ts';
import { shardIn } from '../sweep/run/saved-config.ts';
import { shardName } from '../sweep/units/shard.ts';
import { dbFlag, nearPath } from '../text/db-flag.ts';

/** Where the results are, and the commands to go on with. */
export function nextSteps({ db, path }: Pick<Store, 'db' | 'path'>, experimentId: number): string {
  const file = nearPath(path);
  const where = dbFlag(path);
  const shard = shardIn(readExperiment(db, experimentId)!);
  if (shard !== undefined) {
    return `This is ${shardName(shard)}, in ${file}. When the others are there too:\n  npx rl-bench merge all.sqlite ${file} …`;
  }
  const open = runStates(db, experimentId).some((run) => !isOver(run));
  return [
    `Everything is in ${file} (experiment ${experimentId}). Next:`,
    ...(open ? [`  npx rl-bench resume ${experimentId}${where}`] : []),
    `  npx rl-bench compare --experiment ${experimentId}${where}`,
    `  npx rl-bench report --experiment ${experimentId}${where}`,
    `  npx rl-bench sql "select * from leaderboard where experiment_id = ${experimentId}"${where}`,
  ].join('\n');
}
