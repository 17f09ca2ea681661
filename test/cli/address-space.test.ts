import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, rlBench, temporaryFolder } from './command.ts';
import { contents } from './contents.ts';

const small = [
  '--env',
  'cartpole',
  '--optimizers',
  'ADAM',
  '--seeds',
  '2',
  '--total-timesteps',
  '512',
  '--num-steps',
  '64',
  '--eval-episodes',
  '1',
  '--quiet',
];
const gibibyte = 2 ** 20;

/** `rl-bench …` in a process that may have so many GiB of addresses. */
function withAddresses(gibibytes: number, options: string, folder: string, ...args: readonly string[]) {
  const limit = `ulimit -v ${gibibytes * gibibyte}; exec "$0" "$@"`;
  return spawnSync('bash', ['-c', limit, process.execPath, cli, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: options },
  });
}

describe.skipIf(process.platform !== 'linux')('with 8 GiB of addresses', () => {
  test('simd trains the numbers that it trains anywhere, or is refused in one line; nothing else takes its place', () => {
    const free = temporaryFolder();
    expect(rlBench(free, ...small).status).toBe(0);

    const limited = temporaryFolder();
    const { status, stderr } = withAddresses(8, '', limited, ...small);
    if (status === 0) expect(contents(limited)).toEqual(contents(free));
    else {
      expect(status).toBe(2);
      expect(stderr).toMatch(/^rl-bench: backend simd .*ulimit -v.*--disable-wasm-trap-handler.*\n$/);
      expect(existsSync(join(limited, 'runs'))).toBe(false);
    }
  });

  test('what the refusal advises helps, and changes no number', () => {
    const [free, limited] = [temporaryFolder(), temporaryFolder()];
    expect(rlBench(free, ...small).status).toBe(0);
    const options = '--disable-wasm-trap-handler';
    expect(withAddresses(8, options, limited, ...small).stderr).toBe('');
    expect(contents(limited)).toEqual(contents(free));
  });

  test('wasm is refused or starts, as simd', () => {
    const folder = temporaryFolder();
    const { status, stderr } = withAddresses(8, '', folder, ...small, '--backend', 'wasm');
    if (status !== 0) {
      expect(status).toBe(2);
      expect(stderr).toMatch(/^rl-bench: backend wasm does not start.*ulimit -v.*\n$/);
    }
  });
});
