import { beforeAll } from 'vitest';
import * as tf from '../src/tensors/tf.ts';

// Goldens and invariants are checked on the plain `cpu` backend; tests of other backends choose theirs themselves.
// At once: test files make tensors while they are being loaded.
tf.enableProdMode();

beforeAll(async () => {
  await tf.setBackend('cpu');
  await tf.ready();
});
