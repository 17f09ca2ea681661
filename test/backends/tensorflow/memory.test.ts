import { test } from 'vitest';
import { expectNoGrowth } from './no-growth.ts';

test.each(['ADAM(lr=0.001)', 'SOAP(lr=0.001)'])(
  'three hundred updates with %s take no more memory than a hundred',
  (optimizer) => expectNoGrowth(optimizer, { early: 100, last: 300 }),
);
