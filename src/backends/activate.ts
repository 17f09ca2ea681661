import { UsageError } from '../errors.ts';
import { formatBytes } from '../format-bytes.ts';
import * as tf from '../tensors/tf.ts';
import { addressSpaceLimit } from './address-space.ts';

/**
 * Makes TensorFlow.js compute on a backend that is registered with it. Only here does rl-bench change backends:
 * TensorFlow.js itself replaces one that does not start by another, without a word.
 *
 * @param name that TensorFlow.js has for it.
 * @param label that `--backend` has for it.
 * @throws UsageError if it does not start; then the one before goes on.
 */
export async function activate(name: string, label = name): Promise<void> {
  const before = tf.getBackend() as string | undefined;
  if (await tf.setBackend(name)) return;
  // Its name is the current one all the same, and the next op would start some other.
  if (before !== undefined) await tf.setBackend(before);
  throw new UsageError(`backend ${label} does not start${addressSpaceHint()}`);
}

/** What a limit on addresses has to do with WebAssembly, or with anything else that does not start. */
export function addressSpaceHint(): string {
  const limit = addressSpaceLimit();
  if (limit === Number.POSITIVE_INFINITY) return '';
  return (
    `: this process may have ${formatBytes(limit)} of addresses (ulimit -v), and before Node 24 each WebAssembly memory ` +
    'takes 10 GiB of them; raise the limit, or set NODE_OPTIONS=--disable-wasm-trap-handler, which changes no result'
  );
}
