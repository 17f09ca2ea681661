import { describe, expect, test } from 'vitest';
import { usableCores } from '../../src/processes/usable-cores.ts';

/** Reads from these files of Linux, where there are no others. */
const of = (files: Readonly<Record<string, string>>) => (path: string) => files[path];

/** A machine whose threads 0 and 2, 1 and 3, … share a core, of which a process may use some threads. */
function twoThreadsACore(cores: number, allowed: string): Record<string, string> {
  const siblings = (cpu: number) => `${cpu % cores},${(cpu % cores) + cores}\n`;
  const topology = Array.from({ length: 2 * cores }, (_, cpu) => [
    `/sys/devices/system/cpu/cpu${cpu}/topology/thread_siblings_list`,
    siblings(cpu),
  ]);
  return {
    ...Object.fromEntries(topology),
    '/proc/self/status': `Name:\tnode\nCpus_allowed_list:\t${allowed}\n`,
  };
}

describe('usableCores', () => {
  test('counts the threads of a core once', () => {
    expect(usableCores(8, of(twoThreadsACore(4, '0-7')))).toBe(4);
  });

  test('counts the cores alone that this process may run on', () => {
    expect(usableCores(3, of(twoThreadsACore(4, '0,1,4')))).toBe(2);
  });

  test('takes what the system says to be available where it says no more', () => {
    expect(usableCores(6, of({}))).toBe(6);
    expect(usableCores(6, of({ '/proc/self/status': 'Cpus_allowed_list:\t0-5\n' }))).toBe(6);
  });

  test.each([
    ['of its own group', '0::/app', { '/sys/fs/cgroup/app/cpu.max': '200000 100000\n' }, 2],
    [
      'of a group above',
      '0::/a/b',
      { '/sys/fs/cgroup/a/cpu.max': '150000 100000\n', '/sys/fs/cgroup/a/b/cpu.max': 'max 100000\n' },
      2,
    ],
    [
      'of a container that sees its group as the root',
      '0::/docker/1',
      { '/sys/fs/cgroup/cpu.max': '300000 100000\n' },
      3,
    ],
    [
      'of the first version of control groups',
      '4:cpu,cpuacct:/app\n0::/',
      {
        '/sys/fs/cgroup/cpu/app/cpu.cfs_quota_us': '100000\n',
        '/sys/fs/cgroup/cpu/app/cpu.cfs_period_us': '100000\n',
      },
      1,
    ],
    ['less than one core', '0::/', { '/sys/fs/cgroup/cpu.max': '20000 100000\n' }, 1],
    [
      'none at all',
      '1:cpu:/\n0::/',
      {
        '/sys/fs/cgroup/cpu.max': 'max 100000\n',
        '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n',
        '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
      },
      8,
    ],
  ])('keeps to the processor time that it is given: %s', (_, groups, files, cores) => {
    expect(usableCores(8, of({ ...files, '/proc/self/cgroup': `${groups}\n` }))).toBe(cores);
  });

  test('finds a core here', () => {
    expect(usableCores()).toBeGreaterThanOrEqual(1);
  });
});
