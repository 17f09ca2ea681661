// Bundles the measurements as the command is bundled, and runs them: npm run bench
import '../build-kernels.js';
import { bundle } from '../bundle.js';

// As far from the root as src/backends/simd, so that the kernels are found where the build puts them.
const folder = 'node_modules/.cache/bench';
await bundle({ compare: 'bench/compare.ts', contender: 'bench/contender.ts' }, folder);
await import(`../${folder}/compare.js`);
