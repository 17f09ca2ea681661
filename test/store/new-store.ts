import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openStore, type Store } from '../../src/store/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A store in a new file, closed after the test. */
export function newStore(): Store {
  const store = openStore(join(temporaryFolder(), 'results.sqlite'));
  onTestFinished(() => store.close());
  return store;
}
