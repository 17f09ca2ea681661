import type { MapOptions } from '../loss-map/map-options.ts';
import type { LoadedPlugin } from '../plugins/index.ts';
import { optional, single } from './single.ts';
import { typedCommand } from './typed-command.ts';

/** What `rl-bench loss-map` says of files, whatever it maps. */
export function mapOptions(
  argv: Readonly<Record<string, unknown>>,
  plugins: readonly LoadedPlugin[],
  tell: (line: string) => void,
): MapOptions {
  return {
    db: single(argv, 'db'),
    out: optional(argv, 'out'),
    force: argv.force === true,
    wait: argv.wait === true,
    plugins,
    command: typedCommand(),
    tell,
  };
}
