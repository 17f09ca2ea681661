// Bundles entry points with esbuild.
//
// TensorFlow.js is bundled on purpose: Node would pick its CommonJS/ES5 build, whose engine needs about twice the
// time for every op of the ES2017 modules that the `module` field names.
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
    external: [
      '@observablehq/plot',
      '@resvg/resvg-wasm',
      'cliui',
      'hyparquet-writer',
      'leven',
      'linkedom',
      'log-update',
      'ml-matrix',
      'seedrandom',
      'yaml',
      'yargs',
      'zod',
    ],
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
