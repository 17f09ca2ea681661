import { bytes, integer } from '../column.ts';
import { recorded } from '../table.ts';

export const checkpoints = recorded({
  name: 'checkpoints',
  row: 'all that a run needs to go on; its last one, until it has ended',
  kind: 'checkpoint',
  key: ['updateIndex'],
  team: 'one row',
  isResult: false,
  exported: false,
  columns: {
    updateIndex: integer('updates made before; 0 is the untrained policy'),
    state: bytes('everything that the member needs to go on from here'),
  },
});
