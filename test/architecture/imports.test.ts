import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { allowedImports } from './allowed-imports.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const files = ['src', 'envs', 'agents', 'reference'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.includes('assembly'))
    .map((path) => join(folder, path)),
);

/** What is plain JavaScript beside the sources: scripts that run before anything is built need it too. */
const plainScripts = ['node-gyp.js'];

/** Every relative import of a file, types included. */
function importsOf(file: string): string[] {
  const code = readFileSync(join(root, file), 'utf8');
  return [...code.matchAll(/^(?:import|export|\} from|.*\bimport\().*?'(\.[^']+)'/gm)]
    .map(([, path]) => relative(root, join(root, dirname(file), path!)))
    .filter((path) => !plainScripts.includes(path));
}

const imports = new Map(files.map((file) => [file, importsOf(file)]));

function roomOf(file: string): string {
  const [top, next, ...deeper] = file.split('/');
  if (top !== 'src') return top!;
  if (deeper.length > 0) return next!;
  return { 'index.ts': 'library', 'plugin-api.ts': 'plugin-api' }[next!] ?? 'basics';
}

/** `room → room`, with an import that goes there. */
const arrows = new Map<string, string>();
for (const [file, targets] of imports) {
  for (const target of targets) {
    const [from, to] = [roomOf(file), roomOf(target)];
    if (from !== to && to !== 'basics') arrows.set(`${from} → ${to}`, `${file} imports ${target}`);
  }
}

const allowed = Object.entries(allowedImports).flatMap(([from, targets]) =>
  targets.map((to) => `${from} → ${to}`),
);

/** A way from a node back to itself, if there is one. */
function cycle(next: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const search = (node: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node];
    if (done.has(node)) return undefined;
    for (const other of next.get(node) ?? []) {
      const found = search(other, [...way, node]);
      if (found) return found;
    }
    done.add(node);
    return undefined;
  };
  for (const node of next.keys()) {
    const found = search(node, []);
    if (found) return found;
  }
  return undefined;
}

test('Every import is found in a file that there is', () => {
  expect(files.length).toBeGreaterThan(500);
  expect(arrows.size).toBeGreaterThan(30);
  for (const [file, targets] of imports) {
    for (const target of targets) expect(imports.has(target), `${file} imports ${target}`).toBe(true);
  }
});

test('Rooms import whom they may', () => {
  const strangers = [...arrows].filter(([arrow]) => !allowed.includes(arrow));
  expect(strangers.map(([arrow, example]) => `${arrow}: ${example}`)).toEqual([]);
});

test('No arrow is allowed that nobody needs', () => {
  expect(allowed.filter((arrow) => !arrows.has(arrow))).toEqual([]);
});

test('Basics import nobody else', () => {
  expect([...arrows.keys()].filter((arrow) => arrow.startsWith('basics'))).toEqual([]);
});

test('Rooms do not import each other in a circle', () => {
  expect(cycle(new Map(Object.entries(allowedImports)))).toBeUndefined();
});

test('Files do not import each other in a circle', () => {
  expect(cycle(imports)).toBeUndefined();
  expect(cycle(new Map([...imports, ['src/random.ts', ['src/index.ts']]]))).toContain('src/random.ts');
});
