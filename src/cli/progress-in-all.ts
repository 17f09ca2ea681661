import { formatSeconds } from '../text/format.ts';

/** Columns of a terminal. */
const terminalWidth = 80;

/** How far one population of several is. */
export interface Share {
  readonly label: string;
  readonly state: 'waits' | 'trains' | 'has ended';
  /** Of its budget, all members together. */
  readonly budget: number;
  readonly spent: number;
  /** What had been spent before this process. */
  readonly spentBefore: number;
}

/**
 * One line about all populations: how many have been trained, which of them wait, and how long the rest takes.
 *
 * @param seconds since the first of them has started.
 * @param later what a stage that follows is going to spend, in the unit of the budgets.
 */
export function progressInAll(shares: readonly Share[], seconds: number, later = 0): string {
  const [ended, waiting] = (['has ended', 'waits'] as const).map((state) =>
    shares.filter((share) => share.state === state),
  ) as [Share[], Share[]];
  const here = sum(shares.map(({ spent, spentBefore }) => Math.max(0, spent - spentBefore)));
  const open = shares.filter(({ state }) => state !== 'has ended');
  const left = later + sum(open.map(({ budget, spent }) => Math.max(0, budget - spent)));
  const before = `${ended.length} of ${shares.length} trained`;
  const stage = later > 0 ? ', the second stage with them' : '';
  const known = here > 0 && left > 0;
  const behind = known ? `, ${formatSeconds((seconds * left) / here)} left in all${stage}` : '';
  const room = terminalWidth - before.length - behind.length;
  return (
    before +
    waitingText(
      waiting.map(({ label }) => label),
      room - 1,
    ) +
    behind
  );
}

/** `, 3 wait: SGD, MILO, …`, with as many names as there is room for. */
function waitingText(labels: readonly string[], room: number): string {
  if (labels.length === 0) return '';
  const count = `, ${labels.length} ${labels.length === 1 ? 'waits' : 'wait'}`;
  const texts = labels.map((_, index) => {
    const more = index + 1 < labels.length ? ', …' : '';
    return `${count}: ${labels.slice(0, index + 1).join(', ')}${more}`;
  });
  return texts.findLast((text) => text.length <= room) ?? count;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
