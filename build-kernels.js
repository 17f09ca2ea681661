// Compiles the AssemblyScript kernels of the simd backend to dist/wasm/simd.wasm, and beside them a function that runs lists of
// calls; dist/wasm/simd.json says what each kernel takes.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const folder = 'src/backends/simd/assembly';
/** Where the compiler believes that the generated file is. */
const programFile = `${folder}/run-program.ts`;

/** Types of parameters in AssemblyScript → how many words of a program they take, and how they are read from there. */
const parameterTypes = {
  usize: { words: 1, kind: 'address', read: (at) => `load<u32>(at, ${at})` },
  Stride: { words: 1, kind: 'stride', read: (at) => `load<u32>(at, ${at})` },
  i32: { words: 1, kind: 'integer', read: (at) => `load<i32>(at, ${at})` },
  bool: { words: 1, kind: 'truth', read: (at) => `load<u32>(at, ${at}) != 0` },
  f32: { words: 1, kind: 'float', read: (at) => `load<f32>(at, ${at})` },
  f64: { words: 2, kind: 'double', read: (at) => `load<f64>(at, ${at})` },
};

/** The kernels: what the files that index.ts exports declare, with parameters that a program can hold. */
function declaredKernels() {
  const files = [...readFileSync(`${folder}/index.ts`, 'utf8').matchAll(/'\.\/(.+)'/g)].map(
    ([, file]) => file,
  );
  return files.flatMap((file) => {
    const source = readFileSync(`${folder}/${file}.ts`, 'utf8');
    const functions = source.matchAll(/(@inline\s+)?export function (\w+)\(([^)]*)\): (void|bool) \{/g);
    return [...functions]
      .filter(([, inline]) => !inline)
      .map(([, , name, list, returns]) => {
        const parameters = [...list.matchAll(/\w+: (\w+)/g)].map(([, type]) => parameterTypes[type]);
        if (parameters.includes(undefined))
          throw new Error(`${file}.ts: ${name} takes what no program holds: ${list}`);
        return { file, name, parameters, refuses: returns === 'bool' };
      });
  });
}

/** One call of a program, then on to the next. */
function branch({ file, name, parameters, refuses }, op) {
  let at = 4;
  const values = parameters.map(({ words, read }) => {
    const value = read(at);
    at += 4 * words;
    return value;
  });
  const call = `from_${file.replaceAll('-', '_')}.${name}(${values.join(', ')})`;
  return `case ${op}: { ${refuses ? `if (!${call}) return at;` : `${call};`} at += ${at}; break; }`;
}

/**
 * Runs the calls in the words [start, end): the number of a kernel, then its arguments. Number 0 copies a word, to an address
 * from an address. Returns 0, or where the call begins that was refused.
 */
function runProgram(kernels) {
  const files = [...new Set(kernels.map(({ file }) => file))];
  const imports = files.map((file) => `import * as from_${file.replaceAll('-', '_')} from './${file}';`);
  return `${imports.join('\n')}
export function run(start: usize, end: usize): usize {
  let at = start;
  while (at < end) {
    switch (load<u32>(at)) {
      case 0: { store<u32>(load<u32>(at, 4), load<u32>(load<u32>(at, 8))); at += 12; break; }
      ${kernels.map((kernel, index) => branch(kernel, index + 1)).join('\n      ')}
      default: return at;
    }
  }
  return 0;
}
`;
}

const kernels = declaredKernels();
const generated = new Map([
  [programFile, runProgram(kernels)],
  [`${folder}/all.ts`, "export * from './index';\nexport * from './run-program';\n"],
]);

mkdirSync('dist/wasm', { recursive: true });
const { error, stderr } = await asc.main(
  [
    `${folder}/all.ts`,
    ...['--outFile', 'dist/wasm/simd.wasm'],
    ...['-O3', '--noAssert'],
    // All memory is the heap's: no runtime, no data of the module's own.
    ...['--runtime', 'stub', '--importMemory', '--sharedMemory'],
    ...['--initialMemory', '1', '--maximumMemory', '65536'],
    ...['--enable', 'simd,threads'],
  ],
  {
    readFile(name) {
      const path = name.replaceAll('\\', '/');
      if (generated.has(path)) return generated.get(path);
      try {
        return readFileSync(path, 'utf8');
      } catch {
        return null;
      }
    },
  },
);
if (error) throw new Error(`the kernels of the simd backend do not compile: ${error.message}\n${stderr}`);

const signatures = kernels.map(({ name, parameters }) => [name, parameters.map(({ kind }) => kind)]);
writeFileSync('dist/wasm/simd.json', `${JSON.stringify(Object.fromEntries(signatures))}\n`);
