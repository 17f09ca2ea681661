import { afterAll } from 'vitest';
import { agents, networks } from '../agents/index.ts';
import { environments } from '../envs/index.ts';
import { controllers } from '../src/controllers/index.ts';
import { diagnostics } from '../src/diagnostics/index.ts';
import { optimizers } from '../src/optimizers/index.ts';
import type { RegistryEntry } from '../src/registry.ts';
import { testFunctions } from '../src/test-functions/index.ts';
import { workloads } from '../src/workloads/index.ts';

const registries: readonly { entries(): readonly RegistryEntry[] }[] = [
  agents,
  controllers,
  diagnostics,
  environments,
  networks,
  optimizers,
  testFunctions,
  workloads,
];
const before = registries.map((registry) => registry.entries().length);

// Test files share a process, and the next one expects to find what rl-bench brings and nothing else.
afterAll(() => {
  const added = registries.flatMap((registry, i) => registry.entries().slice(before[i]));
  if (added.length > 0) {
    const names = added.map(({ name }) => name).join(', ');
    throw new Error(`this file registers ${names}; list it among \`apart\` in vitest.config.ts`);
  }
});
