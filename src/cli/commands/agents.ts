import type { Argv, CommandModule } from 'yargs';
import { shownAddress } from '../../sweep/queue/address.ts';
import { agentsText } from '../agents-text.ts';
import { withEnvironment } from '../environment.ts';
import { print } from '../print.ts';
import { queueOf } from './agent.ts';

function builder(yargs: Argv): Argv {
  return withEnvironment(
    yargs
      .positional('queue', { type: 'string', describe: 'the address of the Redis that they were given' })
      .option('json', { type: 'boolean', default: false, describe: 'print sweeps and agents as JSON' })
      .example('$0 agents redis://host', 'who works there on what'),
  );
}

async function handler(argv: Readonly<Record<string, unknown>>): Promise<void> {
  const address = queueOf(argv, 'agents');
  const { connected } = await import('../../sweep/queue/connect.ts');
  const { agentsIn, writersIn } = await import('../../sweep/queue/agents.ts');
  const connections = await connected(address);
  try {
    const [sweeps, agents] = [await writersIn(connections.redis), await agentsIn(connections.redis)];
    const listed = {
      sweeps: sweeps.map(({ token: _, ...sweep }: (typeof sweeps)[number] & { token?: string }) => sweep),
      agents,
    };
    const text = agentsText(listed, shownAddress(address));
    await print(argv.json === true ? `${JSON.stringify(listed, null, 2)}\n` : `${text}\n`);
  } finally {
    connections.close();
  }
}

export const agentsCommand: CommandModule = { builder, handler };
