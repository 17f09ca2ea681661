import { readFileSync } from 'node:fs';

/** One recorded episode; entry `t` of every list is what step `t` was given or led to. */
export interface Episode {
  readonly name: string;
  /** The reference's variables before the first step. */
  readonly initial: readonly number[];
  readonly actions: readonly (readonly number[])[];
  readonly states: readonly (readonly number[])[];
  readonly observations: readonly (readonly number[])[];
  readonly rewards: readonly number[];
  readonly terminated: readonly boolean[];
  readonly truncated: readonly boolean[];
  /** Undefined where the reference knows no success. */
  readonly success?: readonly boolean[];
  /** `1.x` or `2.x`, the promotion rules of numpy; they differ where float32 actions meet Python's numbers. */
  readonly numpySemantics: string;
}

/** The JSON of a golden file of this folder. */
export function readGolden<Content>(file: string): Content {
  return JSON.parse(readFileSync(new URL(`../goldens/envs/${file}`, import.meta.url), 'utf8')) as Content;
}

export interface GymnasiumEpisode {
  readonly name: string;
  readonly init_state: number[];
  readonly actions: (number | number[])[];
  readonly states: number[][];
  readonly obs: number[][];
  readonly rewards: number[];
  readonly terminated: boolean[];
  readonly truncated: boolean[];
  readonly numpy_semantics?: string;
}

/** An episode as Gymnasium's files have it. */
export function asEpisode(episode: GymnasiumEpisode): Episode {
  return {
    ...episode,
    initial: episode.init_state,
    actions: episode.actions.map((action) => [action].flat()),
    observations: episode.obs,
    numpySemantics: episode.numpy_semantics ?? '1.x',
  };
}

/** The episodes of a file recorded from Gymnasium. */
export function gymnasiumEpisodes(file: string): Episode[] {
  return readGolden<{ episodes: GymnasiumEpisode[] }>(file).episodes.map(asEpisode);
}
