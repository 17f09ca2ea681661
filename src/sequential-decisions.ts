import { several } from './several.ts';

/** How seeds are chosen on the way: `auto(block=5,max=30,alpha=0.05)`. */
export interface SequentialSeeds {
  /** Seeds between two looks at the scores. */
  readonly block: number;
  /** The most seeds of an optimizer, a multiple of {@link block}. */
  readonly max: number;
  /** Bound of the chance of any wrong decision, over all pairs and looks of one environment and agent. */
  readonly alpha: number;
}

/** What has come of two optimizers. */
export interface PairDecision {
  readonly a: string;
  readonly b: string;
  /** Which of the two has the higher mean of final returns; null while that is not shown. */
  readonly better: string | null;
  /** After which block of seeds it was shown: 1, 2, … */
  readonly block: number | null;
}

/** What AdaStop has made of the optimizers of one environment and agent. */
export interface TaskDecisions {
  readonly env: string;
  readonly agent: string;
  /** Blocks of seeds that have been looked at. */
  readonly blocks: number;
  readonly pairs: readonly PairDecision[];
  /** The optimizers that another block is to be trained of; none once all is decided or there are all seeds. */
  readonly open: readonly string[];
}

/** What an experiment with sequential seeds has come to, as its configuration keeps it. Plain data. */
export interface SequentialDecisions {
  readonly tasks: readonly TaskDecisions[];
  /** How many runs it took so far, and how many all seeds of all optimizers would have been. */
  readonly runs: number;
  readonly most: number;
}

/** `auto(block=5,max=30,alpha=0.05)` */
export function sequentialWords({ block, max, alpha }: SequentialSeeds): string {
  return `auto(block=${block},max=${max},alpha=${alpha})`;
}

/** One sentence a pair, task by task, then what was saved. */
export function decisionSentences(
  seeds: SequentialSeeds,
  { tasks, runs, most }: SequentialDecisions,
): string[] {
  const ended = tasks.every(({ open }) => open.length === 0);
  const saved = most - runs;
  return [
    ...tasks.flatMap(({ env, agent, blocks, pairs }) =>
      pairs.map((pair) => `${env}, ${agent}: ${pairWords(pair, seeds, blocks)}`),
    ),
    ended
      ? `It took ${several(runs, 'run')} of the ${most} that ${seeds.max} seeds of every optimizer are: ${saved === 0 ? 'none was' : `${saved} (${Math.round((100 * saved) / most)} %) were`} saved.`
      : `It has taken ${several(runs, 'run')} so far, of at most ${most}.`,
  ];
}

function pairWords(
  { a, b, better, block }: PairDecision,
  { block: size, max }: SequentialSeeds,
  blocks: number,
): string {
  if (better !== null && block !== null) {
    return `${better} is better than ${better === a ? b : a}, decided after block ${block} (${block * size} seeds each).`;
  }
  return blocks * size >= max
    ? `which of ${a} and ${b} is better cannot be said with ${max} seeds, the most that were allowed.`
    : `${a} and ${b} are not decided after block ${blocks} (${blocks * size} seeds each).`;
}
