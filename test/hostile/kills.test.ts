import { describe, expect, test } from 'vitest';
import { noTerminal } from '../cli/terminal.ts';
import { kills } from './kills.ts';
import { shareOf } from './share.ts';

describe.skipIf(noTerminal)('studies that are killed at random moments', () => {
  test('end where undisturbed ones end once they are resumed, and their files are whole', async () => {
    const { dealt, met, failures } = await kills(shareOf(100), 1);
    console.log(`${dealt} kills, ${met} of them of a command at work, ${failures.length} failures`);
    expect(failures).toEqual([]);
    expect(met).toBeGreaterThanOrEqual(Math.floor(dealt / 4));
  });
});
