import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';

/** What is compiled from a folder and by what, and whether it can be done without: nobody has to have a C++ compiler. */
const builds = [
  {
    sources: 'src/backends/simd/assembly',
    product: 'dist/wasm/simd.wasm',
    build: 'build-kernels.js',
    isOptional: false,
  },
  { sources: 'native', product: 'build/Release/native.node', build: 'build-native.js', isOptional: true },
];

const changedAt = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Lets tests of the sources run without a build: compiles kernels where they have changed, native ones if they were before. */
export function setup(): void {
  for (const { sources, product, build, isOptional } of builds) {
    const changed = Math.max(...readdirSync(sources).map((file) => changedAt(`${sources}/${file}`)));
    const built = changedAt(product);
    if (isOptional && built === 0) continue;
    if (changed > built) execFileSync(process.execPath, [build], { stdio: 'inherit' });
  }
}
