import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TensorflowBackend, tfjsNodePackages, tfjsNodeVersion } from '../backends/set-up-tensorflow.ts';
import { runTool } from './run-tool.ts';
import { compilerFailure, npmFailure } from './tool-failures.ts';
import type { Tools } from './tools.ts';

/** Version of Node-API, the highest that the package knows; every Node that rl-bench runs on has it. */
const napi = 8;

/** Has npm install the package of a backend into a folder, without its scripts, which would fetch an old TensorFlow. */
export async function installTfjsNode(
  backend: TensorflowBackend,
  folder: string,
  { npm }: Tools,
  signal?: AbortSignal,
): Promise<void> {
  const name = tfjsNodePackages[backend];
  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify({ private: true, dependencies: { [name]: tfjsNodeVersion } }, null, 2)}\n`,
  );
  const args = [
    'install',
    '--ignore-scripts',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const { ok, lines } = await runTool(process.execPath, [npm, ...args], {
    cwd: folder,
    // Those of the command that npx runs are about its own package.
    variables: { npm_config_global: 'false', npm_config_prefix: '', npm_config_fetch_retries: '1' },
    signal,
  });
  if (!ok) throw npmFailure(lines, `${name}@${tfjsNodeVersion}`);
}

/**
 * Compiles the package's binding, as it is, against another TensorFlow than its own.
 *
 * @param folder in which `installTfjsNode` has installed it, with TensorFlow's libraries in `lib`.
 * @param include TensorFlow's headers; they are needed no more when this is done.
 */
export async function compileBinding(
  backend: TensorflowBackend,
  folder: string,
  include: string,
  { nodeGyp, headers }: Tools,
  signal?: AbortSignal,
): Promise<void> {
  const home = join(folder, 'node_modules', tfjsNodePackages[backend]);
  const deps = join(home, 'deps');
  mkdirSync(deps);
  // Relative, so that the folder can be renamed.
  symlinkSync('../../../../lib', join(deps, 'lib'));
  symlinkSync(include, join(deps, 'include'));
  const args = ['rebuild', '--loglevel=error', `--nodedir=${headers}`];
  args.push('--module_name=tfjs_binding', `--module_path=${join(home, 'lib', `napi-v${napi}`)}`);
  args.push(`--napi_build_version=${napi}`);
  const { ok, lines } = await runTool(process.execPath, [nodeGyp, ...args], {
    cwd: home,
    // The older kind of search path counts for what TensorFlow itself loads later, too: CUDA.
    variables: { LDFLAGS: [process.env.LDFLAGS, '-Wl,--disable-new-dtags'].filter(Boolean).join(' ') },
    signal,
  });
  if (!ok) throw compilerFailure(lines);
  rmSync(join(home, 'build'), { recursive: true });
  rmSync(join(deps, 'include'));
}
