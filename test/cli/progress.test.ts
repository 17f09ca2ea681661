import type { WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { progressReporter } from '../../src/cli/progress.ts';
import { progressInAll, type Share } from '../../src/cli/progress-in-all.ts';
import type { TrainingRecord } from '../../src/results/index.ts';
import { planSweep } from '../../src/sweep/plan/plan.ts';
import { parseStudy } from '../../src/sweep/study/study-file.ts';

/** Everything that is printed without a terminal while a study is trained, as told. */
function printed(text: string, tell: (observer: ReturnType<typeof progressReporter>) => void): string[] {
  const { study, origin } = parseStudy(text, 'x.yaml');
  let all = '';
  const stream = { isTTY: false, write: (part: string) => (all += part) } as unknown as WriteStream;
  const observer = progressReporter(stream);
  observer.stageStarted(planSweep(study, {}, origin));
  tell(observer);
  return all.split('\n').slice(0, -1);
}

const update = { kind: 'update', member: 0, envStep: 99_840 } as unknown as TrainingRecord;
const end = { kind: 'end', member: 0, status: 'finished' } as unknown as TrainingRecord;

describe('Progress', () => {
  test('ends with the whole of a budget that is rounded to whole updates', () => {
    const lines = printed(
      '{ env: cartpole, optimizers: [SGD], seeds: 1, total_timesteps: 100k }',
      (observer) => {
        observer.populationStarted(0, [0]);
        observer.recorded(0, [update, end]);
        observer.populationEnded(0);
      },
    );
    expect(lines.at(-1)).toMatch(/^SGD {2}1 run {2}99\.8k\/99\.8k steps /);
  });

  test('of several optimizers says which of them wait, and how long the whole takes', () => {
    const study = '{ env: cartpole, optimizers: [SGD, ADAM, LION], seeds: 1, total_timesteps: 100k }';
    const lines = printed(study, (observer) => {
      observer.populationStarted(0, [0]);
      observer.recorded(0, [update, end]);
      observer.populationEnded(0);
      for (const index of [1, 2]) {
        observer.populationStarted(index, [0]);
        observer.populationEnded(index);
      }
    });
    expect(lines.filter((line) => line.includes('trained'))).toEqual([
      expect.stringMatching(/^1 of 3 trained, 2 wait: ADAM, LION, \S+ (s|min|h) left in all$/),
      expect.stringMatching(/^2 of 3 trained, 1 waits: LION, \S+ (s|min|h) left in all$/),
    ]);
  });
});

test('On a terminal a line moves every second of an update, until the end', () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  let all = '';
  const write = (part: string): boolean => {
    all += part;
    return true;
  };
  const observer = progressReporter({ isTTY: true, columns: 100, rows: 40, write } as unknown as WriteStream);
  const shownMeanwhile = (seconds: number): string => {
    all = '';
    vi.advanceTimersByTime(1000 * seconds);
    return stripVTControlCharacters(all);
  };
  const { study, origin } = parseStudy('{ env: cartpole, optimizers: [SGD], seeds: 1 }', 'x.yaml');
  observer.stageStarted(planSweep(study, {}, origin));
  expect(shownMeanwhile(5)).toBe('');
  observer.populationStarted(0, [0]);
  for (const second of [2, 3, 4]) {
    if (second === 2) shownMeanwhile(1);
    expect(shownMeanwhile(1)).toContain(`update: ${second} s`);
  }
  observer.recorded(0, [update]);
  expect(shownMeanwhile(1)).not.toContain('update:');
  expect(shownMeanwhile(1)).toContain('update: 2 s');
  observer.end();
  expect(shownMeanwhile(5)).toBe('');
});

describe('A line about all populations', () => {
  const share = (label: string, state: Share['state'], spent = 0): Share => ({
    label,
    state,
    budget: 100,
    spent,
    spentBefore: 0,
  });

  test('reckons with what all have spent together, and with the second stage of a study that tunes', () => {
    const shares = [share('A', 'has ended', 60), share('B', 'trains', 40), share('C', 'waits')];
    // 100 in 10 s; 60 and 100 are left.
    expect(progressInAll(shares, 10)).toBe('1 of 3 trained, 1 waits: C, 16 s left in all');
    expect(progressInAll(shares, 10, 40)).toBe(
      '1 of 3 trained, 1 waits: C, 20 s left in all, the second stage with them',
    );
  });

  test('says nothing of time before there is any to go by', () => {
    expect(progressInAll([share('A', 'trains'), share('B', 'waits')], 1)).toBe('0 of 2 trained, 1 waits: B');
  });

  test('fits 80 columns, whatever waits', () => {
    const names = Array.from({ length: 40 }, (_, index) => share(`OPTIMIZER_${index}`, 'waits'));
    const line = progressInAll([share('A', 'trains', 10), ...names], 1000, 1000);
    expect(line).toMatch(/^0 of 41 trained, 40 wait(: OPTIMIZER_0)?/);
    expect(line.length).toBeLessThanOrEqual(80);
  });
});
