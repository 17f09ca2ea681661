import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { Value } from '../call-expression.ts';
import { didYouMean } from '../did-you-mean.ts';
import { UsageError } from '../errors.ts';
import { parseSettings } from '../settings.ts';
import { type StudyEntry, studies } from '../studies/index.ts';
import { checkedBy } from '../sweep/study/checked-study.ts';
import { blaming, mistake, type Origin } from '../sweep/study/origin.ts';
import { readStudyText } from '../sweep/study/read-study-text.ts';
import { type Study, study } from '../sweep/study/study.ts';
import { parseYaml } from '../sweep/study/yaml-file.ts';
import { listed } from '../text/listed.ts';
import { packageRoot } from '../version.ts';

const extension = '.yaml';

const named = z.record(z.string(), z.unknown()).default({});

/** What a file of `configs/studies` says. */
const claimFile = z.strictObject({
  study: z.string().optional().describe("which study it is (default: the file's name)"),
  claim: z.string().min(1).describe('what was published'),
  source: z.string().min(1).describe('where: authors, year, title, table or figure'),
  seeds: z.int().positive().default(1).describe('1, 2, …: as many as the published numbers are of'),
  settings: named.describe("the study's settings"),
  expected: named.describe('the published numbers, and how near is near enough'),
  trainings: z
    .record(z.string(), study)
    .default({})
    .describe('what is trained for it, by name: studies as rl-bench sweep takes them, without seeds'),
});

/** A published claim, and the study that looks whether it holds. */
export interface Claim {
  readonly entry: StudyEntry;
  readonly claim: string;
  readonly source: string;
  readonly seeds: number;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly expected: Readonly<Record<string, unknown>>;
  readonly trainings: Readonly<Record<string, Study>>;
  /** Of its file, for messages about trainings. */
  readonly origin: Origin;
}

/**
 * Reads a claim.
 *
 * @param path of a YAML file, or the name of one that comes with rl-bench: `separation`.
 * @throws UsageError with the line of the first mistake.
 */
export function readClaim(path: string): Claim {
  const file = findClaim(path);
  return parseClaim(readStudyText(file), file);
}

/** @param file its path, for messages and for the study's name. @throws UsageError with the line of the first mistake. */
export function parseClaim(text: string, file: string): Claim {
  const { given, origin } = parseYaml(text, file, 'claim and source');
  const read = checkedBy({ schema: claimFile, example: 'claim: what was published' }, given, origin);
  const entry = blaming(origin, ['study'], () => studies.get(read.study ?? basename(file, extension)));
  const checked = (key: 'settings' | 'expected') => {
    const path = (name: string): string => `${entry.name}: ${key === 'expected' ? 'expected ' : ''}${name}`;
    return blaming(origin, [key], () =>
      parseSettings(entry.name, entry[key], read[key] as Readonly<Record<string, Value>>, path),
    );
  };
  refuseOtherTrainings(entry, Object.keys(read.trainings), origin);
  for (const [name, training] of Object.entries(read.trainings)) {
    const key = (['seeds', 'seed_list', 'tuning'] as const).find((each) => training[each] !== undefined);
    if (key !== undefined)
      throw mistake(origin, ['trainings', name, key], `${key}: seeds are said once for the whole study`);
  }
  return { ...read, entry, origin, settings: checked('settings'), expected: checked('expected') };
}

/** The claims that come with rl-bench, by name. */
export function readyClaims(): string[] {
  return readdirSync(folder())
    .filter((file) => file.endsWith(extension))
    .map((file) => basename(file, extension))
    .sort();
}

function folder(): string {
  return join(packageRoot(), 'configs', 'studies');
}

/** Where a claim lies: at the path, else among those that come with rl-bench. */
function findClaim(path: string): string {
  const ready = readyClaims();
  if (ready.includes(path)) return join(folder(), path + extension);
  if (existsSync(path)) return path;
  if (studies.find(path))
    throw new UsageError(
      `study "${path}" is of a plugin: name the YAML file that says its claim, as in rl-bench study ${path}.yaml`,
    );
  throw new UsageError(`unknown study "${path}"${didYouMean(path, ready)} (known: ${ready.join(', ')})`);
}

function refuseOtherTrainings(entry: StudyEntry, given: readonly string[], origin: Origin): void {
  const needed = 'trainings' in entry ? entry.trainings : [];
  const [missing] = needed.filter((name) => !given.includes(name));
  const [other] = given.filter((name) => !needed.includes(name));
  if (missing === undefined && other === undefined) return;
  const what =
    needed.length === 0 ? `${entry.name} trains nothing` : `${entry.name} trains ${listed(needed)}`;
  throw mistake(
    origin,
    ['trainings'],
    missing === undefined ? `${what}: leave the training "${other}" out` : `${what}: "${missing}" is missing`,
  );
}
