/** Stands for Slurm's scontrol: `requeue` is remembered for the stand-in of sbatch, which looks after the jobs. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [action, id] = process.argv.slice(2);
if (action !== 'requeue') process.exit(1);
writeFileSync(join(process.env.SLURM_STAND_IN, `requeue-${id}`), '');
