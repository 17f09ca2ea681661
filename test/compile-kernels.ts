import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';

const kernels = 'dist/wasm/simd.wasm';
const sources = 'src/backends/simd/assembly';

/** Lets tests of the sources run without a build: compiles the kernels of the simd backend where they have changed. */
export function setup(): void {
  const changed = readdirSync(sources).map((file) => statSync(`${sources}/${file}`).mtimeMs);
  const built = statSync(kernels, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (Math.max(...changed) > built)
    execFileSync(process.execPath, ['build-kernels.js'], { stdio: 'inherit' });
}
