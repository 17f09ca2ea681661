import { describe, expect, test } from 'vitest';
import { environments, type Task } from '../../envs/index.ts';
import { readGolden } from './golden-episodes.ts';
import { scriptedStream } from './scripted-stream.ts';

/** Uniform numbers and whole numbers that were drawn. */
type Draws = readonly [uniform: readonly number[], integer: readonly number[]];

interface Episode {
  readonly name: string;
  readonly ramping: boolean;
  readonly reset: Draws;
  readonly first: readonly number[];
  readonly actions: readonly number[];
  readonly rewards: readonly number[];
  readonly draws: readonly Draws[];
  readonly changes: readonly (readonly number[])[];
  readonly terminated: boolean;
}

const games = ['breakout', 'asterix', 'freeway', 'seaquest', 'space_invaders'].flatMap((file) => {
  const { games } = readGolden<{ games: Record<string, Episode[]> }>(`minatar_${file}.json`);
  return games[file]!.map((episode) => [`minatar-${file.replace('_', '-')}`, episode.name, episode] as const);
});

const ramps = new Set(['minatar-asterix', 'minatar-seaquest', 'minatar-space-invaders']);

describe.each(games)('%s, %s', (name, _, episode) => {
  test("every step is the package's: picture, reward, end and what is drawn", () => {
    const ramping = ramps.has(name) ? `(difficulty_ramping=${episode.ramping})` : '';
    const { entry, settings, label } = environments.resolve(name + ramping);
    const task = entry.create(settings, label) as Task;
    const state = new Float64Array(task.spec.stateLength);
    const length = task.spec.observationSpace.low.length;
    const observation = new Float32Array(length);
    expect(task.spec.picture).toEqual({ height: 10, width: 10, channels: length / 100 });
    const stream = ([uniform, integer]: Draws) => scriptedStream({ uniform, integer });
    const picture = (): number[] => {
      task.observe(state, 0, observation, 0);
      return [...observation.keys()].filter((place) => observation[place] === 1);
    };

    const script = stream(episode.reset);
    task.reset(state, 0, script, 0);
    expect(picture()).toEqual(episode.first);
    const shown = new Set(episode.first);
    for (const [t, action] of episode.actions.entries()) {
      const chance = stream(episode.draws[t]!);
      const outcome = { reward: Number.NaN, terminated: false, success: false };
      task.step(state, 0, Int32Array.of(action), 0, outcome, t, chance);
      expect(() => chance.uniform(), `step ${t}: all is drawn`).toThrow('no further');
      expect(() => chance.integer(9), `step ${t}: all is drawn`).toThrow('no further');
      for (const place of episode.changes[t]!) if (!shown.delete(place)) shown.add(place);
      expect(picture(), `step ${t}`).toEqual([...shown].sort((a, b) => a - b));
      const isOver = t === episode.actions.length - 1 && episode.terminated;
      expect([outcome.reward, outcome.terminated], `step ${t}`).toEqual([episode.rewards[t], isOver]);
    }
  });
});
