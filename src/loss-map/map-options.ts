import type { WrittenFile } from '../export/output-folder.ts';
import type { LoadedPlugin } from '../plugins/index.ts';

/** Where maps are kept, and how they are made. */
export interface MapOptions {
  /** Path of the results file, which is made where there is none. */
  readonly db: string;
  /** A folder for figures, page and CSV, new or empty. Default: none, nothing is drawn. */
  readonly out?: string | undefined;
  /** Whether the folder may hold files already; those of the same names are replaced. Default false. */
  readonly force?: boolean | undefined;
  /** Whether to wait while another process writes to the file. Default false, which throws RunError then. */
  readonly wait?: boolean | undefined;
  /** What was loaded by `loadPlugins`. Default: all of it. */
  readonly plugins?: readonly LoadedPlugin[] | undefined;
  /** What asks for it, for the results file. Default: this program. */
  readonly command?: string | undefined;
  /** Told a line at a time what is done and what is left out. */
  readonly tell?: ((line: string) => void) | undefined;
}

/** What was written into the folder, if one was named; its path is absolute. */
export interface MapFiles {
  readonly out: string;
  readonly files: readonly WrittenFile[];
}
