import fc from 'fast-check';
import { startBackend } from '../src/backends/index.ts';

// Goldens and invariants are checked on the plain `cpu` backend and, in the project of that name, on `simd`; tests of
// other backends choose theirs themselves. At once: test files make tensors while they are being loaded.
await startBackend(process.env.TEST_BACKEND ?? 'cpu');

// The same random examples in every run, so that a change and nothing else decides; FAST_CHECK_SEED draws others.
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 1) });
