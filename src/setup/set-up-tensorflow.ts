import { existsSync, mkdirSync, renameSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { driverFits, oldestDriver } from '../backends/cuda-driver.ts';
import { nvidiaGpus } from '../backends/device-memory.ts';
import {
  factsFile,
  findSetUp,
  type SetUpTensorflow,
  setUpRoot,
  type TensorflowBackend,
} from '../backends/set-up-tensorflow.ts';
import { RunError, UsageError } from '../errors.ts';
import { formatBytes } from '../format-bytes.ts';
import { makeFolder } from '../make-folder.ts';
import { partFile, removeAbandonedParts } from '../part-files.ts';
import { smokeTest } from '../sweep/run/smoke-test.ts';
import { tryBackend } from '../sweep/run/try-backend.ts';
import { compileBinding, installTfjsNode } from './compile-binding.ts';
import { type FoundTensorflow, fetchTensorflow } from './fetch-tensorflow.ts';
import { gatherLibraries } from './libraries.ts';
import { inFlags, type SourceFlags, sourceOf, type TensorflowSource } from './tensorflow-source.ts';
import { checkPip, findTools } from './tools.ts';

const megabytes = 2 ** 20;
/** Of TensorFlow 2.21 on PyPI: what is downloaded, and what is taken on the disk at the worst moment beside. */
const sizes = {
  node: { download: 262 * megabytes, disk: 1700 * megabytes },
  cuda: { download: 3224 * megabytes, disk: 8200 * megabytes },
};
/** tfjs-node and what it depends on, and what the compiler writes. */
const packagesSize = 400 * megabytes;
/** Unpacked, a wheel takes about so many times its size, and it is copied once. */
const unpacked = 6;

export interface SetupRequest extends SourceFlags {
  /** For `--backend cuda`, not `node`. */
  readonly gpu: boolean;
  readonly signal?: AbortSignal;
  /** Told what is being done, in single lines. */
  readonly tell: (line: string) => void;
  /** Bytes that are free where a folder is. */
  readonly freeBytes?: (folder: string) => number;
}

export interface SetupOutcome {
  readonly backend: TensorflowBackend;
  /** False where it was there already. */
  readonly done: boolean;
  readonly setUp: SetUpTensorflow;
}

/**
 * Puts TensorFlow in place for `--backend node` or `cuda`. All is made in a folder of its own that gets its name once
 * a step of training has succeeded, so what is there is whole.
 *
 * @throws UsageError for what is missing or wrong on this machine, RunError for what fails on the way. Nothing is left
 *   then, and what was there before stays.
 */
export async function setUpTensorflow(request: SetupRequest): Promise<SetupOutcome> {
  const source = sourceOf(request);
  const backend: TensorflowBackend = request.gpu ? 'cuda' : 'node';
  const root = setUpRoot();
  const before = findSetUp(backend, root);
  const anyWillDo = request.version === undefined && source.kind === 'pip';
  if (before && (anyWillDo || before.from === inFlags(source))) {
    return { backend, done: false, setUp: before };
  }
  if (process.platform !== 'linux') {
    throw new UsageError(
      'setup tensorflow works on Linux; --backend webgpu is the way to a GPU here (docs/gpu.md)',
    );
  }
  if (request.gpu && nvidiaGpus().length === 0) {
    throw new UsageError('--gpu: nvidia-smi names no GPU here; without --gpu TensorFlow computes on the CPU');
  }
  const tools = await findTools();
  if (source.kind !== 'python') await checkPip(tools.python);
  const part = newPart(root, backend, request.freeBytes ?? freeBytes, source);
  try {
    const { tell, signal } = request;
    const folder = join(part, backend);
    mkdirSync(folder);
    tell(`TensorFlow goes to ${join(root, backend)} (${sizeWords(backend, source)})`);
    const found = await fetchTensorflow(source, { ...tools, gpu: request.gpu, folder: part, signal, tell });
    refuseUnfit(found, request.gpu);
    tell("installing and compiling TensorFlow's binding for Node");
    await installTfjsNode(backend, folder, tools, signal);
    gatherLibraries(found.site, join(folder, 'lib'), source.kind === 'python');
    await compileBinding(backend, folder, join(found.site, 'tensorflow', 'include'), tools, signal);
    const { version, cuda, cudnn } = found;
    const facts = { tensorflow: version, cuda, cudnn, from: inFlags(source) };
    writeFileSync(join(folder, factsFile), `${JSON.stringify(facts, null, 2)}\n`);
    tell('training a step');
    const trial = { backend, plugins: [], population: smokeTest };
    const answer = await tryBackend(trial, { RL_BENCH_TENSORFLOW: part });
    signal?.throwIfAborted();
    if (!answer.works)
      throw new RunError(`TensorFlow ${version} was compiled but does not train: ${answer.error}`);
    takePlace(folder, join(root, backend), part);
    return { backend, done: true, setUp: { ...facts, folder: join(root, backend) } };
  } catch (error) {
    throw isNoSpace(error) ? new RunError('no space is left for TensorFlow; free some and try again') : error;
  } finally {
    rmSync(part, { recursive: true, force: true, maxRetries: 3 });
  }
}

/**
 * Takes away what is set up for a backend.
 *
 * @returns the folder that it was in; undefined where there was nothing.
 * @throws UsageError for a folder that cannot be removed.
 */
export function removeTensorflow(backend: TensorflowBackend): string | undefined {
  const root = setUpRoot();
  removeAbandonedParts(root);
  const folder = join(root, backend);
  if (!existsSync(folder)) return undefined;
  try {
    rmSync(folder, { recursive: true });
  } catch (error) {
    throw new UsageError(`${folder} cannot be removed (${(error as NodeJS.ErrnoException).code})`);
  }
  return folder;
}

/** A folder of ours alone, on the disk where everything is going to be. What killed processes have left there goes. */
function newPart(
  root: string,
  backend: TensorflowBackend,
  free: (folder: string) => number,
  source: TensorflowSource,
): string {
  const part = partFile(join(root, backend));
  try {
    makeFolder(root);
    removeAbandonedParts(root);
    rmSync(part, { recursive: true, force: true });
    const needed = diskNeeded(backend, source);
    const there = free(root);
    if (there < needed) {
      throw new UsageError(
        `setup needs ${formatBytes(needed)} in ${root}, where ${formatBytes(there)} are free; ` +
          'free some, or name another folder with RL_BENCH_TENSORFLOW',
      );
    }
    mkdirSync(part);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `nothing can be written to ${root} (${(error as NodeJS.ErrnoException).code}); name another folder with RL_BENCH_TENSORFLOW`,
    );
  }
  return part;
}

function diskNeeded(backend: TensorflowBackend, source: TensorflowSource): number {
  if (source.kind === 'python') return packagesSize;
  if (source.kind === 'pip') return sizes[backend].download + sizes[backend].disk + packagesSize;
  return packagesSize + source.files.reduce((sum, file) => sum + unpacked * statSync(file).size, 0);
}

function sizeWords(backend: TensorflowBackend, source: TensorflowSource): string {
  if (source.kind !== 'pip') return `no download but tfjs-node's packages from npm`;
  return `a download of about ${formatBytes(sizes[backend].download)} by pip, and tfjs-node's packages from npm`;
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** @throws UsageError for a TensorFlow that cannot compute on the GPU that is meant. */
function refuseUnfit({ version, cuda, site }: FoundTensorflow, gpu: boolean): void {
  if (!gpu) return;
  if (cuda === null) throw new UsageError(`--gpu: this TensorFlow ${version} was built for the CPU alone`);
  const [{ driver } = { driver: '' }] = nvidiaGpus();
  if (driverFits(driver, cuda) === false) {
    throw new UsageError(
      `--gpu: TensorFlow ${version} was built for CUDA ${cuda}, which takes a driver ≥ ${oldestDriver(cuda)}, and this is ${driver}`,
    );
  }
  if (!existsSync(join(site, 'nvidia'))) {
    throw new UsageError(
      `--gpu: CUDA's libraries are not beside this TensorFlow ${version}: they come with tensorflow[and-cuda] (wheels nvidia-…)`,
    );
  }
}

/** Gives a folder its name, in the place of what has it. */
function takePlace(folder: string, place: string, part: string): void {
  if (existsSync(place)) renameSync(place, join(part, 'before'));
  renameSync(folder, place);
}

function isNoSpace(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes((error as NodeJS.ErrnoException)?.code ?? '');
}
