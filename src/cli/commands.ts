import type { CommandModule } from 'yargs';
import type { LoadedPlugin } from '../plugins/index.ts';
import { ablateCommand } from './ablate.ts';
import { benchCommand } from './bench.ts';
import { compareCommand } from './compare.ts';
import { doctorCommand } from './doctor.ts';
import { exportCommand } from './export.ts';
import { leaderboardCommand } from './leaderboard.ts';
import { listCommand } from './list.ts';
import { lossMapCommand } from './loss-map.ts';
import { reportCommand } from './report.ts';
import { resumeCommand } from './resume.ts';
import { runCommand } from './run.ts';
import { sqlCommand } from './sql.ts';
import { sweepCommand } from './sweep.ts';
import { verifyCommand } from './verify.ts';

/** In the order in which they are listed. @param plugins what was loaded, for the commands that train. */
export function commandsWith(plugins: readonly LoadedPlugin[]): readonly CommandModule[] {
  // Each brings its own type of arguments, which is its own affair.
  return [
    runCommand(plugins),
    sweepCommand(plugins),
    ablateCommand(plugins),
    resumeCommand(plugins),
    verifyCommand(plugins),
    lossMapCommand(plugins),
    leaderboardCommand,
    compareCommand,
    reportCommand,
    exportCommand,
    sqlCommand,
    listCommand,
    benchCommand,
    doctorCommand,
  ] as CommandModule[];
}
