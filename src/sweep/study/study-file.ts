import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { didYouMean } from '../../did-you-mean.ts';
import { UsageError } from '../../errors.ts';
import { packageRoot } from '../../version.ts';
import { checkedStudy, type StudyFile } from './checked-study.ts';
import { readStudyText } from './read-study-text.ts';
import { parseYaml } from './yaml-file.ts';

const extension = '.yaml';

/**
 * Reads a study.
 *
 * @param path of a YAML file, or of one that comes with rl-bench: `configs/quick.yaml`, `quick`.
 * @throws UsageError with the line of the first mistake.
 */
export function readStudy(path: string): StudyFile {
  const file = findStudy(path);
  return parseStudy(readStudyText(file), file);
}

/** @param name of the file, for messages. @throws UsageError with the line of the first mistake. */
export function parseStudy(text: string, name: string): StudyFile {
  const { given, origin } = parseYaml(text, name, 'env and optimizers');
  return checkedStudy(given, origin);
}

/** The studies that come with rl-bench, by name. */
export function readyStudies(): string[] {
  return readdirSync(configs())
    .filter((file) => file.endsWith(extension))
    .map((file) => basename(file, extension));
}

function configs(): string {
  return join(packageRoot(), 'configs');
}

/** Where a study lies: at the path, else among those that come with rl-bench. */
function findStudy(path: string): string {
  if (existsSync(path)) return path;
  const [folder, name] = /^(?:(configs)\/)?([^/]+?)(?:\.yaml)?$/.exec(path)?.slice(1) ?? [];
  const ready = readyStudies();
  if (name !== undefined && ready.includes(name)) return join(configs(), name + extension);
  const hint = didYouMean(name ?? path, ready);
  throw new UsageError(
    `${path}: there is no such file${hint === '' || folder === undefined ? hint : hint.replace('mean ', 'mean configs/')}` +
      ` (studies that come with rl-bench: ${ready.join(', ')})`,
  );
}
