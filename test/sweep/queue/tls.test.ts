import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rlBenchWith, temporaryFolder } from '../../cli/command.ts';
import { ask } from '../../cli/contents.ts';
import { agentAt, isWhole, writerIn } from './agents-at-work.ts';
import { freePort, noTls, ownRedis } from './redis.ts';

const study = [
  ...['--env', 'cartpole', '--optimizers', 'ADAM', 'SGD', '--seeds', '1', '--eval-episodes', '1'],
  ...['--num-envs', '2', '--num-steps', '32', '--update-epochs', '1', '--network', 'mlp(sizes=[8])'],
  ...['--total-timesteps', '640'],
];

/** A certificate for 127.0.0.1 that signs itself. @returns the paths of it and of its key. */
function certificate(folder: string): readonly [certificate: string, key: string] {
  const paths = [join(folder, 'certificate.pem'), join(folder, 'key.pem')] as const;
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const names = ['-subj', '/CN=queue', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const { status, stderr } = spawnSync(
    'openssl',
    ['req', '-x509', ...curve, ...names, '-keyout', paths[1], '-out', paths[0]],
    { encoding: 'utf8' },
  );
  expect(status, stderr).toBe(0);
  return paths;
}

test.skipIf(noTls !== undefined)('A study by an agent over TLS, with a password', async () => {
  const folder = temporaryFolder();
  const [file, key] = certificate(folder);
  const tlsPort = await freePort();
  const { port } = await ownRedis(
    [
      ...['--tls-port', String(tlsPort), '--tls-auth-clients', 'no'],
      ...['--tls-cert-file', file, '--tls-key-file', key, '--tls-ca-cert-file', file],
    ],
    { password: 'secret' },
  );
  const url = `rediss://:secret@127.0.0.1:${tlsPort}`;
  const trusting = { NODE_EXTRA_CA_CERTS: file };
  const agents = (variables: Readonly<Record<string, string>>, address: string) =>
    rlBenchWith(variables, folder, 'agents', address);
  for (const [variables, address, line] of [
    [{}, url, /: its certificate is not trusted \(.*\); name .*, NODE_EXTRA_CA_CERTS=FILE\.pem$/],
    [trusting, url.replace('127.0.0.1', 'localhost'), /: its certificate is for other names \(.*\)$/],
    [
      {},
      url.replace('rediss', 'redis'),
      /does not speak as the address says, redis:\/\/ or with TLS rediss:\/\/ /,
    ],
    [{}, `rediss://127.0.0.1:${port}`, /: it does not answer, or not with TLS, as rediss:\/\/ asks for$/],
  ] as const) {
    const { status, stdout, stderr } = agents(variables, address);
    expect([status, stdout, stderr.split('\n').length], stderr).toEqual([2, '', 2]);
    expect(stderr.trimEnd()).toMatch(line);
    expect(stderr).not.toContain('secret');
  }
  const agent = agentAt(folder, url, trusting);
  const writer = writerIn(folder, [...study, '--queue', url], trusting);
  expect(await writer.end, writer.stderr()).toBe(0);
  expect(ask(folder, `select distinct machine like '%:${agent.pid}' from runs`)).toEqual([1]);
  expect(ask(folder, 'select distinct status from runs')).toEqual(['finished']);
  expect(isWhole(folder)).toBe(true);
});
