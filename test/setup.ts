import { startBackend } from '../src/backends/index.ts';
import { setReplay } from '../src/replay-settings.ts';
import { startOrSkip } from './start-or-skip.ts';

// Goldens and invariants are checked on the plain `cpu` backend and, in the projects of those names, on `simd`,
// `webgpu` and `tensorflow`; tests of other backends choose theirs themselves. At once: test files make tensors while they are being loaded.
const backend = process.env.TEST_BACKEND ?? 'cpu';
if (backend === 'webgpu' || backend === 'node') await startOrSkip(backend);
else await startBackend(backend);
// Every third replay of recorded kernel calls is held to its interpretation, bit by bit.
setReplay({ audit: 3 });
