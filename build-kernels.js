// Compiles the AssemblyScript kernels of the simd backend to dist/wasm/simd.wasm.
import { mkdirSync } from 'node:fs';
import asc from 'assemblyscript/asc';

mkdirSync('dist/wasm', { recursive: true });

const { error, stderr } = await asc.main([
  'src/backends/simd/assembly/index.ts',
  ...['--outFile', 'dist/wasm/simd.wasm'],
  ...['-O3', '--noAssert'],
  // All memory is the heap's: no runtime, no data of the module's own.
  ...['--runtime', 'stub', '--importMemory', '--sharedMemory'],
  ...['--initialMemory', '1', '--maximumMemory', '65536'],
  ...['--enable', 'simd,threads'],
]);
if (error) throw new Error(`the kernels of the simd backend do not compile: ${error.message}\n${stderr}`);
