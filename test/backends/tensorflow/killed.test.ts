import { expect, test } from 'vitest';
import { rlBench, temporaryFolder } from '../../cli/command.ts';
import { contents } from '../../cli/contents.ts';
import { killedAfter } from '../../cli/killed-after.ts';

const budget = ['--env', 'cartpole', '--seeds', '2', '--evaluations', '1', '--eval-episodes', '1'];
const small = ['--num-envs', '2', '--num-steps', '16', '--num-minibatches', '2', '--update-epochs', '1'];
const network = ['--network', 'mlp(sizes=[8])', '--total-timesteps', '320'];
const study = [...['--backend', 'node', '--quiet', '--workers', '1'], ...budget, ...small, ...network];

test.each(['MILO', 'MUON', 'SOAP'])(
  'A command that trains with %s and is killed goes on to the rows of one that nobody disturbs',
  async (optimizer) => {
    const args = [...study, '--optimizers', optimizer];
    const [killed, undisturbed] = [temporaryFolder(), temporaryFolder()];
    expect(await killedAfter(killed, [...args, '--checkpoint-interval', '0'], 6)).toBe(true);
    for (const [folder, ...words] of [
      [undisturbed, ...args],
      [killed, 'resume', '--workers', '1'],
    ] as const) {
      const { status, stderr } = rlBench(folder, ...words);
      expect(status, stderr).toBe(0);
    }
    expect(contents(killed)).toEqual(contents(undisturbed));
  },
);
