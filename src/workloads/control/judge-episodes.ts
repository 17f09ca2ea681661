import type { EnvSpec } from '../../../envs/index.ts';
import { average } from '../../stats/index.ts';
import type { ExperienceBuffer } from './experience-buffer.ts';

/**
 * Tells every agent how its team did in the episodes that its copies have ended. Where a task has no success of its own,
 * an episode whose return reaches the task's reward threshold is one.
 */
export function judgeEpisodes(
  buffers: readonly ExperienceBuffer[],
  { agents, success, rewardThreshold }: EnvSpec,
): void {
  for (const [player, { teamReturns, successes }] of buffers.entries()) {
    const first = player - (player % agents);
    const team = buffers.slice(first, first + agents);
    for (let copy = 0; copy < teamReturns.length; copy++) {
      const teamReturn = average(team.map(({ episodeReturns }) => episodeReturns[copy]!))!;
      teamReturns[copy] = teamReturn;
      if (success === null) {
        successes[copy] = Number(rewardThreshold !== null && teamReturn >= rewardThreshold);
      }
    }
  }
}
