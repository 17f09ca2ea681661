import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '../errors.ts';
import { runTool } from './run-tool.ts';
import { refuseUnknown, type TensorflowSource } from './tensorflow-source.ts';
import { pipFailure } from './tool-failures.ts';

/** TensorFlow as its wheels unpack it. */
export interface FoundTensorflow {
  /** The folder of Python's packages, with `tensorflow` and, for a GPU, `nvidia` in it. */
  readonly site: string;
  readonly version: string;
  /** What it was built for; null where it computes on the CPU alone. */
  readonly cuda: string | null;
  readonly cudnn: string | null;
}

export interface Fetching {
  readonly python: string;
  readonly gpu: boolean;
  /** To be filled; ours alone. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
  readonly tell: (line: string) => void;
}

/**
 * Has TensorFlow unpacked into a folder, or finds it where it is.
 *
 * @throws UsageError where it cannot be had or is not what it should be, RunError for a failure on the way.
 */
export async function fetchTensorflow(
  source: TensorflowSource,
  fetching: Fetching,
): Promise<FoundTensorflow> {
  if (source.kind === 'python') return described(await siteOf(source.python), source.python);
  const site = join(fetching.folder, 'site');
  if (source.kind === 'wheels') {
    const names = source.files.map((file) => basename(file)).join(', ');
    await pipInstall(['--no-index', ...source.files], names, site, fetching);
    return described(site, names);
  }
  const what = `${packageName(fetching.gpu)}==${source.version}`;
  await pipInstall([what], what, site, fetching);
  const libraries = fetching.gpu ? nvidiaRequirements(site) : [];
  if (libraries.length > 0) await pipInstall(libraries, "NVIDIA's libraries", site, fetching);
  return described(site, what);
}

/** On PyPI TensorFlow for x86-64 brings what a GPU needs as well, unless it is the package for the CPU. */
function packageName(gpu: boolean): string {
  return !gpu && process.arch === 'x64' ? 'tensorflow-cpu' : 'tensorflow';
}

/** Packages of Python are not needed: the binding takes the C library alone. */
async function pipInstall(
  packages: readonly string[],
  what: string,
  site: string,
  { python, folder, signal, tell }: Fetching,
): Promise<void> {
  const args = ['-m', 'pip', 'install', '--no-deps', '--only-binary=:all:', '--no-compile', '--no-input'];
  args.push('--progress-bar=off', '--retries=1', '--target', site, ...packages);
  const { ok, lines } = await runTool(python, args, {
    // It unpacks in a temporary folder, which is to lie on the same disk and to go with the rest.
    variables: { TMPDIR: folder, PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0' },
    signal,
    onLine: (line) => {
      if (/^\s*Downloading \S+\.whl \(/.test(line)) tell(line.trim().replace(/^D/, 'd'));
    },
  });
  if (!ok) throw pipFailure(lines, what, python);
}

/** What TensorFlow's own description asks for where it is to find CUDA in packages: `tensorflow[and-cuda]`. */
function nvidiaRequirements(site: string): string[] {
  const folder = readdirSync(site).find((name) => /^tensorflow-[^-]+\.dist-info$/.test(name));
  if (folder === undefined) return [];
  const metadata = readFileSync(join(site, folder, 'METADATA'), 'utf8');
  return [...metadata.matchAll(/^Requires-Dist: (nvidia[^;\n]*);[^\n]*and-cuda/gm)].map(([, needed]) =>
    needed!.replaceAll(/[ ()]/g, ''),
  );
}

/** The folder of packages in which a Python has TensorFlow. */
async function siteOf(python: string): Promise<string> {
  const code =
    'import importlib.util as u; s = u.find_spec("tensorflow"); ' +
    'print(list(s.submodule_search_locations)[0] if s and s.submodule_search_locations else "")';
  const { ok, lines } = await runTool(python, ['-c', code]);
  if (!ok) throw new UsageError(`--python: ${python} is no Python that runs`);
  const folder = lines.at(-1) ?? '';
  if (folder === '') {
    throw new UsageError(
      `--python: ${python} has no TensorFlow; without --python rl-bench fetches it itself`,
    );
  }
  return dirname(folder);
}

/** @param where it was taken from, for the message. */
function described(site: string, where: string): FoundTensorflow {
  const folder = join(site, 'tensorflow');
  const parts = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2', 'include/tensorflow/c/c_api.h'];
  const missing = parts.find((part) => !existsSync(join(folder, part)));
  const version = readdirSync(site)
    .map((name) => /^tensorflow(?:_[a-z_]+)?-(\d[^-]*)\.dist-info$/.exec(name)?.[1])
    .find(Boolean);
  if (missing !== undefined || version === undefined) {
    throw new UsageError(
      `${where} has no TensorFlow with its C library (${missing ?? 'version'} is missing)`,
    );
  }
  refuseUnknown(version, `${where} has TensorFlow ${version}`);
  const built = existsSync(join(folder, buildInfo)) ? readFileSync(join(folder, buildInfo), 'utf8') : '';
  const builtFor = (what: string): string | null =>
    new RegExp(`'${what}_version', '([\\d.]+)'`).exec(built)?.[1] ?? null;
  return { site, version, cuda: builtFor('cuda'), cudnn: builtFor('cudnn') };
}

const buildInfo = 'python/platform/build_info.py';
