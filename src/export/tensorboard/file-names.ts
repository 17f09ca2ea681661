import { groupBy } from '../../group-by.ts';

/** What tells a run apart from others. */
export interface NamedRun {
  readonly id: number;
  readonly env: string;
  readonly agent: string;
  /** The label as the user wrote it. */
  readonly optimizer: string;
  readonly learningRate: number | null;
  readonly seed: number;
  /** Seconds since 1970. */
  readonly startedAt: number;
}

/** Characters of environment, agent and optimizer together: file systems take 255 for the whole name. */
const mostCharacters = 180;

/**
 * Letters, digits and `.,=+-` stay as they are; whatever else is between them becomes one underscore, so that two of
 * them stand between parts only.
 */
export function safePart(text: string): string {
  const safe = text.replaceAll(/[^\w.,=+-]|_/g, ' ').trim();
  return safe.replaceAll(/ +/g, '_').replaceAll(/^[._,]+|[._,]+$/g, '') || 'unnamed';
}

/** Labels that are too long together, the longest of them ended before a setting: never within a word. */
function shortened(labels: readonly string[]): string[] {
  const excess = (longest: number): number =>
    labels.reduce((sum, label) => sum + Math.min(label.length, longest), 0) - mostCharacters;
  let longest = Math.max(...labels.map((label) => label.length));
  while (excess(longest) > 0) longest--;
  return labels.map((label) => {
    if (label.length <= longest) return label;
    return label.slice(0, endOfSetting(label, longest));
  });
}

/** The last place within the first characters before which a setting ends, outside of lists; all of them if there is none. */
function endOfSetting(label: string, most: number): number {
  let [end, depth] = [0, 0];
  for (let at = 0; at <= most; at++) {
    if (label[at] === '[') depth++;
    if (label[at] === ']') depth--;
    if (depth === 0 && '(),'.includes(label[at]!)) end = at;
  }
  return end > 0 ? end : most;
}

/**
 * The name of a run's event file, `events.out.tfevents.{secs}.{host}.{pid}.{n}`. The run's id stands for the process:
 * exporting once more then replaces the file, where a second one beside it would show every point twice.
 */
export function eventFileName({ id, startedAt }: NamedRun, host: string): string {
  return `events.out.tfevents.${Math.floor(startedAt)}.${host}.${id}.0`;
}

/**
 * CleanRL's name for the directory of a run, `{env}__{agent}__{optimizer}__{seed}__{unixtime}`, for each run. The
 * optimizer's part ends in `-lr` and the learning rate where there is one. Names that would be the same, also to file
 * systems that do not tell capitals, get the run's id at the end.
 */
export function runNames(runs: readonly NamedRun[]): string[] {
  const names = runs.map(({ env, agent, optimizer, learningRate, seed, startedAt }) => {
    const rate = learningRate === null ? '' : `-lr${learningRate}`;
    const [task, how, rule] = shortened([env, agent, optimizer]).map(safePart);
    const parts = [task, how, `${rule}${rate}`, seed, Math.floor(startedAt)];
    return parts.join('__');
  });
  const times = groupBy(names, (name) => name.toLowerCase());
  return names.map((name, i) =>
    times.get(name.toLowerCase())!.length > 1 ? `${name}__${runs[i]!.id}` : name,
  );
}
