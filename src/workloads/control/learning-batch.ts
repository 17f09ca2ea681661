import type { Targets } from '../../../agents/index.ts';
import type { RandomStream } from '../../random.ts';
import type { ExperienceBuffer } from './experience-buffer.ts';

/** One player's roll-out and what its agent made of it. */
export interface LearningBatch extends Targets {
  readonly buffer: ExperienceBuffer;
  /** Shuffles the player's rows, or draws among them. */
  readonly shuffle: Pick<RandomStream, 'permutation' | 'uniform'>;
  /** What the networks draw from, if they have noise of their own. */
  readonly noise?: RandomStream | undefined;
}
