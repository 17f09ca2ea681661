import { z } from 'zod';
import { didYouMean } from '../../did-you-mean.ts';
import { describeAllowed, type JsonSchema } from '../../settings.ts';
import { showValue } from '../../show-value.ts';
import type { StudyPath } from './origin.ts';

/** What is wrong with a study, and where. */
export interface Explanation {
  readonly path: StudyPath;
  readonly message: string;
}

/** What a study is checked against, and a line of one. */
export interface Described<S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  readonly example: string;
}

/** Puts what zod says of a study into our words, one mistake at a time. @param given the whole study. */
export function explainIssues(
  issues: readonly z.core.$ZodIssue[],
  given: unknown,
  described: Described,
): Explanation {
  // Of a key that is misspelled it is said as well that it is missing, which helps less.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!;
  if (issue.code !== 'invalid_union') return explain(issue, given, described);
  const inner = meant(issue.errors);
  if (inner === undefined) return explain(issue, given, described);
  return explainIssues(
    inner.map((each) => ({ ...each, path: [...issue.path, ...each.path] })),
    given,
    described,
  );
}

function explain(issue: z.core.$ZodIssue, given: unknown, { schema, example }: Described): Explanation {
  const path = issue.path as StudyPath;
  const what = nameOf(path);
  const value = valueAt(given, path);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const [key] = issue.keys;
      const known = Object.keys(objectAt(schema, path)?.properties ?? {});
      const hint = didYouMean(key!, known) || ` (known: ${known.join(', ')})`;
      return { path: [...path, key!], message: `unknown key "${key}"${hint}` };
    }
    case 'custom':
    case 'invalid_union':
      return { path, message: `${what} ${issue.message}` };
    case 'too_small':
      if (Array.isArray(value)) return { path, message: `${what} is an empty list; give at least one value` };
  }
  if (path.length === 0) {
    return {
      path,
      message: `a study is keys and values, as in "${example}"; given ${showValue(value, 40)}`,
    };
  }
  if (value === undefined) return { path: path.slice(0, -1), message: `${what} is missing` };
  const allowed = schemasAt(schema, path).map(describeAllowed).join(' | ');
  return { path, message: `${what} must be ${allowed}, given ${showValue(value, 40)}` };
}

/** The complaints of the alternative that was meant: the one that got beyond the kind of value. */
function meant(
  alternatives: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | undefined {
  return alternatives.find(
    ([first]) => first && (first.path.length > 0 || !['invalid_type', 'invalid_union'].includes(first.code)),
  );
}

/** What a reader calls a place: `seeds`, `an entry of optimizers`. */
function nameOf(path: StudyPath): string {
  if (path.length === 0) return 'the study';
  const key = path.findLast((part) => typeof part === 'string')!;
  return typeof path.at(-1) === 'number' ? `an entry of ${key}` : String(key);
}

function valueAt(given: unknown, path: StudyPath): unknown {
  return path.reduce<unknown>(
    (value, part) => (typeof value === 'object' && value !== null ? value[part as never] : undefined),
    given,
  );
}

/** The alternatives that a schema allows at a place. */
function schemasAt(whole: z.ZodType, path: StudyPath): JsonSchema[] {
  return path.reduce<JsonSchema[]>(
    (schemas, part) =>
      schemas.flatMap(alternatives).flatMap((schema) => {
        const { properties, additionalProperties, items, prefixItems } = schema;
        const next =
          typeof part === 'string'
            ? (Object.entries(properties ?? {}).find(([name]) => name === part)?.[1] ?? additionalProperties)
            : (prefixItems?.[part] ?? items);
        return next ? [next] : [];
      }),
    [z.toJSONSchema(whole, { io: 'input' }) as JsonSchema],
  );
}

function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  return schema.anyOf ? schema.anyOf.flatMap(alternatives) : [schema];
}

/** The kind of object that may stand at a place. */
function objectAt(whole: z.ZodType, path: StudyPath): JsonSchema | undefined {
  return schemasAt(whole, path)
    .flatMap(alternatives)
    .find(({ properties }) => properties !== undefined);
}
