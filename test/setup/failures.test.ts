import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { setUpTensorflow } from '../../src/setup/set-up-tensorflow.ts';
import { temporaryFolder } from '../cli/command.ts';
import { rlBenchHereWith } from '../cli/in-this-process.ts';
import { type Mishaps, standIns } from './stand-ins.ts';

/** Calls `setup` where something goes wrong, and holds it to one line and nothing left. */
async function failing(
  variables: Readonly<Record<string, string>>,
  args: readonly string[],
  folder = temporaryFolder(),
): Promise<{ status: number; line: string }> {
  const { status, stdout, stderr } = await rlBenchHereWith(variables, folder, 'setup', ...args, '--quiet');
  expect(stdout).toBe('');
  const lines = stderr.trim().split('\n');
  expect(lines).toHaveLength(1);
  const root = variables.RL_BENCH_TENSORFLOW!;
  if (existsSync(root)) expect(readdirSync(root)).toEqual([]);
  return { status, line: lines[0]! };
}

const offline = "console.error('npm error code ENOTFOUND'); process.exit(1);";
const pip = (message: string): string =>
  `if (args.includes('install')) { console.error(${JSON.stringify(message)}); process.exit(1); }`;

const wrongWords: [why: string, words: string[], line: RegExp][] = [
  ['an unknown thing', ['pytorch'], /setup knows no "pytorch" \(known: tensorflow\)/],
  ['a version that is none', ['tensorflow', '--version', 'new'], /--version takes a version .*not "new"/],
  ['a version that is too old', ['tensorflow', '--version', '2.9.0'], /--version 2\.9\.0: .* from 2\.15 on/],
  [
    'two sources',
    ['tensorflow', '--version', '2.20.0', '--python', '/usr/bin/python3'],
    /do not go together/,
  ],
  ['a wheel that is not there', ['tensorflow', '--wheel', 'no.whl'], /--wheel: there is no file no\.whl/],
  [
    'a Python that is not there',
    ['tensorflow', '--python', 'no/python'],
    /--python: there is no file no\/python/,
  ],
  [
    '--remove with a version',
    ['tensorflow', '--remove', '--version', '2.21.0'],
    /--remove takes no flag but --gpu/,
  ],
  ['--gpu without a GPU', ['tensorflow', '--gpu'], /--gpu: nvidia-smi names no GPU here/],
];

test.each(wrongWords)('%s is refused in one line', async (_why, words, line) => {
  const answer = await failing(standIns(), words);
  expect(answer.line).toMatch(line);
  expect(answer.status).toBe(2);
});

const missing: [why: string, mishaps: Mishaps, line: RegExp][] = [
  ['no Python', { without: ['python3'] }, /there is no python3, .*apt install python3/],
  [
    'a Python that is too old',
    { python: "if (args[0] === '-c') process.exit(1);" },
    /older than Python 3\.8/,
  ],
  [
    'no pip',
    { python: "if (args.includes('--version')) process.exit(1);" },
    /has no pip, .*apt install python3-pip/,
  ],
  ['no make', { without: ['make'] }, /there is no make, .*build-essential/],
  ['no compiler', { without: ['g++'] }, /there is no g\+\+, .*build-essential/],
  [
    'a version that PyPI does not have',
    {
      python: pip(
        'ERROR: Could not find a version that satisfies the requirement tensorflow-cpu==2.21.0 (from versions: 2.19.0, 2.20.0)',
      ),
    },
    /pip finds no tensorflow(-cpu)?==2\.21\.0 for .* \(there is: 2\.19\.0, 2\.20\.0\)/,
  ],
];

test.each(missing)('%s is refused in one line', async (_why, mishaps, line) => {
  const answer = await failing(standIns(mishaps), ['tensorflow']);
  expect(answer.line).toMatch(line);
  expect(answer.status).toBe(2);
});

const onTheWay: [why: string, mishaps: Mishaps, line: RegExp][] = [
  [
    'a disk that is full when pip writes',
    { python: pip('ERROR: [Errno 28] No space left on device') },
    /no space is left/,
  ],
  [
    'a disk that is full when npm writes',
    { npm: "console.error('npm error ENOSPC'); process.exit(1);" },
    /no space is left/,
  ],
  ['npm without a network', { npm: offline }, /npm cannot reach its registry/],
  [
    'npm that fails',
    { npm: "console.error('npm error broken lockfile'); process.exit(1);" },
    /npm cannot install .*: broken lockfile/,
  ],
  [
    'a compiler that fails',
    { gyp: "console.error('x.cc:1: error: no member'); process.exit(1);" },
    /does not compile: x\.cc:1: error: no member/,
  ],
  [
    'a binding that does not load',
    { package: 'throw new Error("libc is too old")' },
    /does not train: .*libc is too old/,
  ],
  [
    'a TensorFlow for another processor',
    { package: "process.kill(process.pid, 'SIGILL'); for (;;);" },
    /does not train: its process died \(SIGILL\)/,
  ],
];

test.each(onTheWay)('%s ends in one line', async (_why, mishaps, line) => {
  const answer = await failing(standIns(mishaps), ['tensorflow']);
  expect(answer.line).toMatch(line);
  expect(answer.status).toBe(1);
});

const gpuMishaps: [why: string, mishaps: Mishaps, line: RegExp][] = [
  ['built for the CPU alone', { driver: '550.54.14' }, /was built for the CPU alone/],
  [
    'of a driver that is too old',
    { driver: '470.57', cuda: true },
    /takes a driver ≥ 525\.60\.13, and this is 470\.57/,
  ],
  ["without NVIDIA's libraries", { driver: '550.54.14', cuda: true }, /CUDA's libraries are not beside/],
];

test.each(gpuMishaps)('A TensorFlow %s is refused for a GPU', async (_why, mishaps, line) => {
  const answer = await failing(standIns(mishaps), ['tensorflow', '--gpu']);
  expect(answer.line).toMatch(line);
  expect(answer.status).toBe(2);
});

test('A folder in which nothing can be written is refused in one line', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  const root = join(folder, 'file', 'data');
  const { line, status } = await failing(
    { ...standIns(), RL_BENCH_TENSORFLOW: root },
    ['tensorflow'],
    folder,
  );
  expect(line).toMatch(/nothing can be written to .* \(ENOTDIR\).*RL_BENCH_TENSORFLOW/);
  expect(status).toBe(2);
});

test('A disk without the space that it takes is refused before anything is fetched', async () => {
  const variables = standIns({ npm: offline });
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    const request = { gpu: false, tell: () => {}, freeBytes: () => 2 ** 30 };
    const error: unknown = await setUpTensorflow(request).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toMatch(/setup needs 2\d{3} MiB in .*, where 1024 MiB are free/);
  } finally {
    process.env = before;
  }
  expect(readdirSync(variables.RL_BENCH_TENSORFLOW!)).toEqual([]);
});

test('A Python without TensorFlow, with an old one, and one that does not run, are refused in one line', async () => {
  const folder = temporaryFolder();
  const old = join(folder, 'site', 'tensorflow');
  mkdirSync(join(old, 'include/tensorflow/c'), { recursive: true });
  const parts = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2', 'include/tensorflow/c/c_api.h'];
  for (const part of parts) writeFileSync(join(old, part), '');
  mkdirSync(join(folder, 'site', 'tensorflow_cpu-2.10.1.dist-info'));
  for (const [code, line] of [
    ['echo', /has no TensorFlow; without --python/],
    ['exit 1', /is no Python that runs/],
    [`echo '${old}'`, /python has TensorFlow 2\.10\.1: the binding works with TensorFlow 2 from 2\.15 on/],
  ] as const) {
    const python = join(folder, 'python');
    writeFileSync(python, `#!/bin/sh\n${code}\n`);
    chmodSync(python, 0o755);
    const answer = await failing(standIns(), ['tensorflow', '--python', python], folder);
    expect(answer.line).toMatch(line);
    expect(answer.status).toBe(2);
  }
});

/** A Python that has pip, which says itself what is wrong with wheels and networks. */
const python = realPython();

function realPython(): string | undefined {
  try {
    const code = 'import pip, sys; print(sys.executable)';
    return execFileSync('python3', ['-c', code], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

/** Python in place of its stand-in. */
function withRealPython(): Record<string, string> {
  const variables = standIns({ without: ['python3'] });
  const link = join(variables.PATH!, 'python3');
  writeFileSync(link, `#!/bin/sh\nexec ${python} "$@"\n`);
  chmodSync(link, 0o755);
  return variables;
}

test.skipIf(python === undefined)('Wheels that are wrong are refused in one line', async () => {
  const folder = temporaryFolder();
  const foreign = 'tensorflow_cpu-2.21.0-cp311-cp311-win_amd64.whl';
  const damaged = 'damaged-1.0-py3-none-any.whl';
  const other = 'other-1.0-py3-none-any.whl';
  for (const name of [foreign, damaged]) writeFileSync(join(folder, name), 'no zip');
  const code = `import zipfile; z = zipfile.ZipFile('${other}', 'w'); z.writestr('other.py', '')
z.writestr('other-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: other\\nVersion: 1.0\\n')
z.writestr('other-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
z.writestr('other-1.0.dist-info/RECORD', ''); z.close()`;
  execFileSync(python!, ['-c', code], { cwd: folder });
  writeFileSync(join(folder, 'wheel.zip'), '');
  for (const [file, line] of [
    [foreign, /win_amd64\.whl is for another system or another Python/],
    [damaged, /pip cannot install damaged-1\.0-py3-none-any\.whl: /],
    [other, /other-1\.0-py3-none-any\.whl has no TensorFlow with its C library/],
    ['wheel.zip', /wheel\.zip is no wheel/],
  ] as const) {
    const answer = await failing(withRealPython(), ['tensorflow', '--wheel', file], folder);
    expect(answer.line).toMatch(line);
    expect(answer.status).toBe(2);
  }
});

test.skipIf(python === undefined)('Where pip reaches no index, one line says how to do without', async () => {
  const nowhere = { PIP_INDEX_URL: 'http://127.0.0.1:9/simple', PIP_FIND_LINKS: '', PIP_EXTRA_INDEX_URL: '' };
  const { line, status } = await failing({ ...withRealPython(), ...nowhere }, ['tensorflow']);
  expect(line).toMatch(/pip cannot reach its package index .*--wheel FILE/);
  expect(status).toBe(1);
});
