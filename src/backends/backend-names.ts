import { didYouMean } from '../did-you-mean.ts';
import { UsageError } from '../errors.ts';

/** Names that `--backend` takes, the default first. They stand apart so that reading flags loads no TensorFlow.js. */
export const backendNames = ['simd', 'wasm', 'cpu', 'webgpu', 'cuda', 'node'] as const;

/** A name that `--backend` takes. */
export type BackendName = (typeof backendNames)[number];

/** Checks the name of a backend. @throws UsageError if there is none of that name. */
export function checkBackend(name: string): asserts name is BackendName {
  if ((backendNames as readonly string[]).includes(name)) return;
  throw new UsageError(
    `unknown backend "${name}"${didYouMean(name, backendNames)} (known: ${backendNames.join(', ')})`,
  );
}
