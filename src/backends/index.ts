import { didYouMean } from '../did-you-mean.ts';
import { UsageError } from '../errors.ts';
import * as tf from '../tensors/tf.ts';
import { startSimd } from './simd/index.ts';
import { startWasm } from './wasm.ts';

/** How each backend is started, by the name that `--backend` takes. */
const starters: Readonly<Record<string, () => Promise<void>>> = {
  simd: startSimd,
  wasm: startWasm,
  async cpu() {
    await tf.setBackend('cpu');
    await tf.ready();
  },
};

/** Names that `--backend` takes, the default first. */
export const backendNames = Object.keys(starters);

/** Checks the name of a backend. @throws UsageError if there is none of that name. */
export function checkBackend(name: string): void {
  if (name in starters) return;
  throw new UsageError(
    `unknown backend "${name}"${didYouMean(name, backendNames)} (known: ${backendNames.join(', ')})`,
  );
}

/**
 * Makes TensorFlow.js compute on the named backend, in production mode (its checks of every op's arguments cost more
 * than small ops themselves).
 */
export async function startBackend(name: string): Promise<void> {
  checkBackend(name);
  tf.enableProdMode();
  await starters[name]!();
}
