import fc from 'fast-check';
import { startBackend } from '../src/backends/index.ts';
import { startOrSkip } from './webgpu/start-or-skip.ts';

// Goldens and invariants are checked on the plain `cpu` backend and, in the projects of those names, on `simd`
// and `webgpu`; tests of other backends choose theirs themselves. At once: test files make tensors while they are being loaded.
const backend = process.env.TEST_BACKEND ?? 'cpu';
if (backend === 'webgpu') await startOrSkip();
else await startBackend(backend);

// The same random examples in every run, so that a change and nothing else decides; FAST_CHECK_SEED draws others.
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 1) });
