import * as nodeModule from 'node:module';
import { pathToFileURL } from 'node:url';

type Load = (url: string, context: unknown, next: (url: string, context: unknown) => object) => object;

/** `module.registerHooks` of newer Nodes, which the types of Node 20 do not know. */
const { registerHooks } = nodeModule as unknown as {
  readonly registerHooks?: (hooks: { readonly load: Load }) => { deregister(): void };
};

/** The same for Node 20, whose hooks live in a thread of their own and stay. */
const hooksOfNode20 = `
let url, source;
export function initialize(data) { ({ url, source } = data); }
export async function load(asked, context, next) {
  const found = await next(asked, context);
  return asked === url ? { ...found, source } : found;
}`;

/**
 * Imports a module from bytes that have been read already, as if they stood in its file: what it imports by relative
 * paths is found. So what is executed is what was looked at, even if the file is written to in between.
 */
export async function importBytes(file: string, bytes: Buffer): Promise<unknown> {
  const url = pathToFileURL(file).href;
  if (registerHooks === undefined) {
    const hooks = `data:text/javascript,${encodeURIComponent(hooksOfNode20)}`;
    nodeModule.register(hooks, { data: { url, source: bytes } });
    return import(/* @vite-ignore */ url);
  }
  const load: Load = (asked, context, next) => {
    const found = next(asked, context);
    return asked === url ? { ...found, source: bytes } : found;
  };
  const hooks = registerHooks({ load });
  try {
    return await import(/* @vite-ignore */ url);
  } finally {
    hooks.deregister();
  }
}
