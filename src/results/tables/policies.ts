import { bytes, integer, oneOf } from '../column.ts';
import { recorded } from '../table.ts';

export const policies = recorded({
  name: 'policies',
  row: 'a policy that a run has left; of runs that have diverged there is none',
  kind: 'policy',
  key: ['choice', 'agent'],
  team: 'a row an agent',
  exported: false,
  columns: {
    choice: oneOf(['final', 'best'])(
      'final: as training has left it; best: of all that were evaluated the one with the highest mean return, where --keep-best asked for it',
    ),
    agent: integer('1, 2, … in a team; 1 for an agent alone'),
    updateIndex: integer('updates made before'),
    weights: bytes(
      'its parameters, and what its observations are normalised by, as a .safetensors file; rl-bench policy writes it with what else there is to know',
    ),
  },
});
