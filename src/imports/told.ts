import { basename, dirname } from 'node:path';
import { UsageError } from '../errors.ts';
import type { Told } from './foreign-run.ts';

/**
 * What the names of files and folders tell by the habits of tools: `ENV__EXP__SEED__TIME` of CleanRL, `ALGO/ENV_NUMBER` of
 * RL Baselines3 Zoo, `PPO_1` of Stable-Baselines3, whose number is no seed.
 *
 * @param path of the run's folder, or its name. @param pattern of the user's, see {@link namesBy}.
 */
export function toldByPath(path: string, pattern: string | undefined): Told {
  return pattern === undefined ? byHabit(path) : namesBy(path, pattern);
}

function byHabit(path: string): Told {
  const name = basename(path);
  const cleanRl = /^(.+?)__(.+)__(\d{1,15})__\d+$/.exec(name);
  if (cleanRl) return { env: cleanRl[1], agent: cleanRl[2], seed: Number(cleanRl[3]) };
  const zoo = /^(.+-v\d+)_\d+$/.exec(name);
  if (zoo) return { env: zoo[1], agent: basename(dirname(path)) || undefined };
  const algorithm = /^([A-Z][A-Z0-9]{1,9})_\d+$/.exec(name);
  return algorithm ? { agent: algorithm[1]!.toLowerCase() } : {};
}

const parts = ['env', 'agent', 'optimizer', 'seed', 'lr'] as const;

/**
 * What a pattern finds at the end of a path: `{optimizer}/{env}_seed{seed}`. Each word in braces stands for some characters without a
 * slash, `{*}` for what is passed over.
 *
 * @throws UsageError for a pattern with other words, and for a path that it does not fit.
 */
export function namesBy(path: string, pattern: string): Told {
  const words: (typeof parts)[number][] = [];
  const source = pattern
    .split(/(\{[^}]*\})/)
    .map((piece) => {
      if (!piece.startsWith('{')) return piece.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
      const word = parts.find((each) => piece === `{${each}}`);
      if (word === undefined && piece !== '{*}') {
        throw new UsageError(
          `--names has ${piece}; known are {${parts.join('}, {')}} and {*} for anything, each once`,
        );
      }
      if (word === undefined) return '[^/]*?';
      if (words.includes(word)) throw new UsageError(`--names has ${piece} twice`);
      words.push(word);
      return word === 'seed' ? '(\\d{1,15})' : '([^/]+?)';
    })
    .join('');
  const found = new RegExp(`(?:^|/)${source}$`).exec(path.replaceAll('\\', '/'));
  if (found === null)
    throw new UsageError(`--names ${JSON.stringify(pattern)} does not fit ${JSON.stringify(path)}`);
  const { seed, lr, ...names } = Object.fromEntries(words.map((word, at) => [word, found[at + 1]!]));
  const learningRate = lr === undefined ? undefined : Number(lr);
  if (Number.isNaN(learningRate))
    throw new UsageError(
      `--names finds the learning rate ${JSON.stringify(lr)} in ${JSON.stringify(path)}, which is no number`,
    );
  return {
    ...names,
    ...(seed !== undefined && { seed: Number(seed) }),
    ...(lr !== undefined && { learningRate }),
  };
}

/** One over the other, what is undefined aside. */
export function toldOver(...layers: readonly Told[]): Told {
  return Object.assign(
    {},
    ...layers.map((layer) =>
      Object.fromEntries(Object.entries(layer).filter(([, value]) => value !== undefined)),
    ),
  );
}

/** Of the `args.yml` of RL Baselines3 Zoo, a list of pairs, what a run is called by. */
export function toldByArguments(text: string): Told {
  const value = (name: string): string | undefined =>
    new RegExp(`^ *- - ${name}\\n +- ['"]?([^'"\\n]+)['"]?$`, 'm').exec(text)?.[1];
  const seed = value('seed');
  return {
    env: value('env'),
    agent: value('algo'),
    ...(seed !== undefined && /^\d{1,15}$/.test(seed) && { seed: Number(seed) }),
  };
}
