import { type EnvSpec, makeEnv } from '../../../envs/index.ts';
import { UsageError } from '../../errors.ts';
import { resolveTask } from '../../workloads/tasks.ts';

/** An environment that can be acted in as in another. @returns its label. @throws UsageError */
export function fittingEnvironment(name: string, label: string): string {
  const { label: own, maxEpisodeSteps } = resolveTask(name);
  if (maxEpisodeSteps === null) throw new UsageError(`${own} has no episodes to evaluate ${label} on`);
  const [shape, wanted] = [own, label].map((each) => shapeOf(makeEnv(each, { size: 1 }).spec));
  if (shape === wanted) return own;
  throw new UsageError(
    `${own} cannot evaluate what is trained on ${label}: it is seen or acted in differently`,
  );
}

function shapeOf({ observationSpace, actionSpace, agents }: EnvSpec): string {
  return JSON.stringify([observationSpace.low.length, actionSpace, agents]);
}
