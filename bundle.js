// Bundles entry points with esbuild, and nearly all packages with them: Node takes longer to find and load their
// hundreds of modules one by one than the command takes for all the rest before it begins.
//
// Of TensorFlow.js Node would also pick the CommonJS/ES5 build, whose engine needs about twice the time for every op of
// the ES2017 modules that the `module` field names.
import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';

/** What is changed in packages so that the command starts sooner: a file, what stands there, and what stands there then. */
const changes = [
  {
    // From the bundle the words of yargs in other languages are found beside it: build.js puts them there.
    file: /yargs[\\/]lib[\\/]platform-shims[\\/]esm\.mjs$/,
    from: "resolve(__dirname, '../../../locales')",
    to: "resolve(__dirname, '../locales')",
  },
  {
    // yargs asks for the width of each word of the help, and splitting text into graphemes takes long.
    file: /string-width[\\/]index\.js$/,
    from: 'let width = 0;',
    to: 'if (/^[ -~]*$/.test(string)) return string.length; let width = 0;',
  },
];

/** Makes these changes. A package that no longer has what is to be changed fails the build. */
const forStartUp = {
  name: 'for start-up',
  /** @param {import('esbuild').PluginBuild} build */
  setup(build) {
    for (const { file, from, to } of changes) {
      build.onLoad({ filter: file }, async ({ path }) => {
        const text = await readFile(path, 'utf8');
        if (!text.includes(from)) throw new Error(`${path} has no "${from}"`);
        return { contents: text.replace(from, () => to), loader: 'js' };
      });
    }
  },
};

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
    // resvg reads files of its own package; TensorFlow.js asks for node-fetch where Node has no fetch.
    external: ['@resvg/resvg-wasm', 'node-fetch'],
    plugins: [forStartUp],
    // Emscripten's glue asks for `require`, `__filename` and `__dirname`, which an ES module does not have.
    banner: {
      js: [
        "import { createRequire as __createRequire } from 'node:module';",
        "import { dirname as __dirnameOf } from 'node:path';",
        "import { fileURLToPath as __fileURLToPath } from 'node:url';",
        'const require = __createRequire(import.meta.url);',
        'const __bundleFile = __fileURLToPath(import.meta.url);',
        'const __bundleFolder = __dirnameOf(__bundleFile);',
      ].join('\n'),
    },
    // By names of their own, for packages declare `__dirname` themselves.
    define: { __filename: '__bundleFile', __dirname: '__bundleFolder' },
    logLevel: 'warning',
  });
}
