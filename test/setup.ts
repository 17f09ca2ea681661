import { startBackend } from '../src/backends/index.ts';

// Goldens and invariants are checked on the plain `cpu` backend and, in the project of that name, on `simd`; tests of
// other backends choose theirs themselves. At once: test files make tensors while they are being loaded.
await startBackend(process.env.TEST_BACKEND ?? 'cpu');
