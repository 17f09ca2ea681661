import { z } from 'zod';
import type { Value } from '../../src/call-expression.ts';
import { UsageError } from '../../src/errors.ts';
import { actionLength } from '../../src/spaces.ts';
import { defineEnv } from '../env-entry.ts';
import { GymTask, gymStateLength } from './gym-task.ts';
import { Kind } from './kind.ts';

const settings = z.looseObject({
  id: z
    .string()
    .min(1)
    .describe(
      'of the environment, as gymnasium.make takes it; settings with other names are handed on to it',
    ),
  max_episode_steps: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe('steps after which an episode is truncated; none for those that Gymnasium has registered'),
});

/** By what they are made of. */
const kinds = new Map<string, Kind>();

/** The environments of the user's own Python, stepped there (`serve.py`). */
export const gym = defineEnv({
  name: 'gym',
  first: 'id',
  summary: "any environment of Gymnasium, of the user's own Python: gym(LunarLander-v3)",
  source: 'Towers et al. 2024, Gymnasium',
  settings,
  create({ id: gymId, max_episode_steps, ...others }, id) {
    const limit = max_episode_steps === null ? {} : { max_episode_steps };
    const keywords = { ...(others as Readonly<Record<string, Value>>), ...limit };
    let kind = kinds.get(id);
    if (kind === undefined) {
      kind = new Kind({ id: gymId, keywords }, id);
      kinds.set(id, kind);
    }
    const { observationSpace, actionSpace, limit: registered, threshold } = kind.facts;
    const maxEpisodeSteps = max_episode_steps ?? registered;
    if (maxEpisodeSteps === null) {
      throw new UsageError(
        `${id} has no limit of steps, and an episode has to end; give it one, max_episode_steps=1000`,
      );
    }
    return new GymTask(kind, {
      id,
      observationSpace,
      actionSpace,
      maxEpisodeSteps,
      rewardThreshold: threshold,
      success: null,
      stateLength: gymStateLength(observationSpace.low.length, actionLength(actionSpace), maxEpisodeSteps),
    });
  },
});
