import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A Python that has a Gymnasium of a few environments of our own; `vitest.config.ts` has it stand for the user's. */
export const standIn = fileURLToPath(new URL('./stand-in/python', import.meta.url));

/** Whether there is a Python to run it. */
export const hasPython = spawnSync(standIn, ['-c', 'import gymnasium']).status === 0;

if (!hasPython) console.log('there is no python3 that runs: tests of environments that it steps are skipped');

/** Environments of it that keep to all rules. */
export const standInEnvironments = hasPython ? ['gym(Walk-v0)', 'gym(Throttle-v0)', 'gym(Rooms-v0)'] : [];
