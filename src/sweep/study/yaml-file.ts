import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLParseError,
  type YAMLWarning,
} from 'yaml';
import { UsageError } from '../../errors.ts';
import { mistake, type Origin, type StudyPath } from './origin.ts';
import { readNumbers } from './study-numbers.ts';

/** What a YAML file holds, unchecked, and where each part of it stands. */
export interface YamlFile {
  readonly given: unknown;
  readonly origin: Origin;
}

/**
 * Reads a study as YAML.
 *
 * @param name of the file, for messages. @param needs what it cannot do without, for one that is empty.
 * @throws UsageError with the line of the first mistake.
 */
export function parseYaml(text: string, name: string, needs: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    merge: true,
    prettyErrors: false,
    logLevel: 'error',
  });
  const lineOf = (offset: number): number => lines.linePos(offset).line;
  const lineAt = (offset: number): string => `${name}:${lineOf(offset)}: `;
  const origin: Origin = {
    prefix: (path) => lineAt(offsetOf(document, path)),
    spell: (key) => key,
    isFlag: () => false,
  };
  // A warning is of something that would be ignored, like a tag that nobody knows.
  const [error] = [...document.errors, ...document.warnings];
  if (error) {
    const [from] = error.pos;
    throw new UsageError(`${lineAt(from)}${inOurWords(error, text.slice(from))}`);
  }
  if (document.contents === null) throw mistake(origin, [], `the study is empty; it needs ${needs}`);
  readNumbers(document);
  return { given: plainOf(document, origin, lineAt), origin };
}

/** What the reader says of the commonest slips, in fewer words. @param behind what stands where it is. */
function inOurWords({ code, message }: YAMLParseError | YAMLWarning, behind: string): string {
  if (code === 'DUPLICATE_KEY') {
    return `${/^[^:\n]*/.exec(behind)![0]} stands here for the second time; keep one of them`;
  }
  if (code === 'MULTIPLE_DOCS') return 'a file holds one study; "---" begins another';
  if (message.startsWith('Maximum call stack')) return 'lists or keys nest deeper here than in any study';
  return message.split('\n')[0]!;
}

/** A key that objects do not keep as one of their own everywhere, so that it would be ignored. */
const lostKey = '__proto__';

/** Where that key stands, if it does. */
function offsetOfLostKey(document: Document): number | undefined {
  let offset: number | undefined;
  visit(document, {
    Pair: (_, { key }) => {
      const spelled = isAlias(key) ? key.resolve(document) : key;
      if (!isScalar(spelled) || spelled.value !== lostKey) return undefined;
      offset = (key as Node).range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

function plainOf(document: Document, origin: Origin, lineAt: (offset: number) => string): unknown {
  const lost = offsetOfLostKey(document);
  if (lost !== undefined) throw new UsageError(`${lineAt(lost)}unknown key "${lostKey}"; leave it out`);
  try {
    return document.toJS();
  } catch (error) {
    // Aliases that nobody has named, or so many that the whole would be enormous.
    throw mistake(origin, [], error instanceof Error ? error.message : String(error));
  }
}

/** Where a part of a document begins, by its key if it has one; the nearest part around it if it is not there. */
function offsetOf(document: Document, path: StudyPath): number {
  let node = document.contents as Node | null;
  let offset = node?.range?.[0] ?? 0;
  for (const part of path) {
    const holder: Node | undefined | null = isAlias(node) ? node.resolve(document) : node;
    if (isMap(holder)) {
      const pair =
        holder.items.find(({ key }) => isScalar(key) && String(key.value) === String(part)) ??
        // A whole list or object as a key: whatever it is called, it is the one that is meant.
        holder.items.find(({ key }) => !isScalar(key));
      if (pair === undefined) break;
      node = pair.value as Node | null;
      offset = (pair.key as Node).range?.[0] ?? offset;
    } else if (isSeq(holder)) {
      node = holder.items[Number(part)] as Node | null;
      offset = node?.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}
