import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The file that a program is, which is given by name or by path; undefined where there is none that can be run. */
export function onPath(program: string): string | undefined {
  const files = program.includes('/')
    ? [program]
    : (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, program));
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
