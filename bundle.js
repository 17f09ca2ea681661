// Bundles entry points with esbuild, and nearly all packages with them: Node takes longer to find and load their
// hundreds of modules one by one than the command takes for all the rest before it begins.
//
// Of TensorFlow.js Node would also pick the CommonJS/ES5 build, whose engine needs about twice the time for every op of
// the ES2017 modules that the `module` field names.
import { build } from 'esbuild';

/**
 * @param {Record<string, string>} entryPoints name of each output → source file.
 * @param {string} outdir
 */
export async function bundle(entryPoints, outdir) {
  await build({
    entryPoints,
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    conditions: ['module', 'import'],
    // yargs and resvg read files of their own package; TensorFlow.js asks for node-fetch where Node has no fetch.
    external: ['@resvg/resvg-wasm', 'node-fetch', 'yargs'],
    // Emscripten's glue asks for `require`, `__filename` and `__dirname`, which an ES module does not have.
    banner: {
      js: [
        "import { createRequire as __createRequire } from 'node:module';",
        "import { dirname as __dirnameOf } from 'node:path';",
        "import { fileURLToPath as __fileURLToPath } from 'node:url';",
        'const require = __createRequire(import.meta.url);',
        'const __filename = __fileURLToPath(import.meta.url);',
        'const __dirname = __dirnameOf(__filename);',
      ].join('\n'),
    },
    logLevel: 'warning',
  });
}
