import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../cli/command.ts';

/** What the stand-ins do otherwise than they should. */
export interface Mishaps {
  /** Tools that are not there. */
  readonly without?: readonly ('python3' | 'make' | 'g++')[];
  /** What Python answers, in place of doing it: JavaScript, with the words that it was given in `args`. */
  readonly python?: string;
  /** Likewise npm, node-gyp. */
  readonly npm?: string;
  readonly gyp?: string;
  /** A package that does other than compute. */
  readonly package?: string;
  /** The driver that nvidia-smi names. */
  readonly driver?: string;
  /** What TensorFlow says that it was built for. */
  readonly cuda?: boolean;
  /** NVIDIA's packages beside it. */
  readonly nvidia?: boolean;
}

/**
 * Computes by the kernels of the `cpu` backend, under the name that tfjs-node has: enough to train a step, without the
 * gigabyte that TensorFlow is.
 */
export const cpuAsTensorflow = `
  const engine = globalThis._tfengine;
  const kernels = globalThis._tfGlobals.get('kernelRegistry');
  engine.registerBackend('tensorflow', () => Object.assign(engine.registryFactory.cpu.factory(), {
    isUsingGpuDevice: true,
    binding: { TF_Version: '2.21.0' },
  }));
  for (const kernel of [...kernels.values()].filter(({ backendName }) => backendName === 'cpu')) {
    kernels.set('tensorflow_' + kernel.kernelName, { ...kernel, backendName: 'tensorflow' });
  }
`;

/**
 * Programs that stand in for Python with pip, npm, node-gyp and a compiler, so that nothing is downloaded.
 *
 * @returns variables under which the command finds them and nothing else.
 */
export function standIns(mishaps: Mishaps = {}): Record<string, string> {
  const folder = temporaryFolder();
  const bin = join(folder, 'bin');
  const script = (name: string, code: string): string => {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      `#!${process.execPath}\nconst fs = require('fs'); const path = require('path'); const args = process.argv.slice(2);\n${code}`,
    );
    chmodSync(file, 0o755);
    return file;
  };
  mkdirSync(bin);
  const without: readonly string[] = mishaps.without ?? [];
  if (!without.includes('python3'))
    script('bin/python3', `${mishaps.python ?? ''}\n${pythonThatInstalls(mishaps)}`);
  for (const tool of ['make', 'g++']) if (!without.includes(tool)) script(`bin/${tool}`, '');
  if (mishaps.driver) script('bin/nvidia-smi', `console.log('NVIDIA H100, ${mishaps.driver}, 81559')`);
  const npm = script(
    'npm/bin/npm-cli.js',
    `${mishaps.npm ?? ''}
    const [name] = Object.keys(JSON.parse(fs.readFileSync('package.json')).dependencies);
    const home = path.join('node_modules', name);
    fs.mkdirSync(home, { recursive: true });
    fs.writeFileSync(path.join(home, 'package.json'), '{ "version": "4.22.0", "main": "index.js" }');
    fs.writeFileSync(path.join(home, 'index.js'), ${JSON.stringify(mishaps.package ?? cpuAsTensorflow)});`,
  );
  const gyp = script('gyp.js', `${mishaps.gyp ?? ''}\nfs.mkdirSync('build');`);
  return {
    PATH: bin,
    CXX: 'g++',
    npm_execpath: npm,
    npm_config_node_gyp: gyp,
    RL_BENCH_TENSORFLOW: join(folder, 'data'),
  };
}

/** What it is asked by: a check of its version, pip's version, and pip's install, which unpacks what is like a TensorFlow. */
function pythonThatInstalls({ cuda = false, nvidia = false }: Mishaps): string {
  const built = cuda ? "('cuda_version', '12.5.1'), ('cudnn_version', '9')" : "('is_cuda_build', False)";
  return `
    if (args.includes('install')) {
      const site = args[args.indexOf('--target') + 1];
      const put = (file, text = '') => {
        fs.mkdirSync(path.dirname(path.join(site, file)), { recursive: true });
        fs.writeFileSync(path.join(site, file), text);
      };
      const version = /==(.*)/.exec(args.at(-1))?.[1] ?? '2.21.0';
      put('tensorflow/libtensorflow_cc.so.2');
      put('tensorflow/libtensorflow_framework.so.2');
      put('tensorflow/include/tensorflow/c/c_api.h');
      put('tensorflow/python/platform/build_info.py', ${JSON.stringify(built)});
      put('tensorflow-' + version + '.dist-info/METADATA');
      if (${nvidia}) put('nvidia/cublas/lib/libcublas.so.12');
    }`;
}
