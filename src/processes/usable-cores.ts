import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Cores that this process may keep at work: those that it may run on, counted once where two threads share one, and no
 * more than the processor time that a container is given. Two computations on the threads of one core slow each other down.
 *
 * @param threads that this process may run on at a time. @param read the text of a file of Linux; undefined where there is none.
 */
export function usableCores(threads = availableParallelism(), read: Read = readIfThere): number {
  return Math.max(1, Math.min(threads, physicalCores(read) ?? threads, Math.ceil(cgroupQuota(read))));
}

type Read = (path: string) => string | undefined;

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Cores with a thread that this process may run on; undefined where the system does not say. */
function physicalCores(read: Read): number | undefined {
  const allowed = /^Cpus_allowed_list:\s*(\S+)/m.exec(read('/proc/self/status') ?? '')?.[1];
  if (allowed === undefined) return undefined;
  const siblings = cpusOf(allowed).map((cpu) =>
    read(`/sys/devices/system/cpu/cpu${cpu}/topology/thread_siblings_list`),
  );
  return siblings.includes(undefined) ? undefined : new Set(siblings).size;
}

/** `0-3,8` */
function cpusOf(list: string): number[] {
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/** Cores' worth of processor time that the control groups of this process leave it; infinite without a limit. */
function cgroupQuota(read: Read): number {
  const groups = (read('/proc/self/cgroup') ?? '').trim().split('\n');
  const quotas = groups.flatMap((line) => {
    const [, controllers = '', path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (line.startsWith('0::')) return upwards(path).map((group) => quotaOf(read, group));
    if (!controllers.split(',').includes('cpu')) return [];
    return upwards(path).map((group) => quotaOfVersion1(read, group));
  });
  return Math.min(Number.POSITIVE_INFINITY, ...quotas);
}

/** A group and those above it: each may have a limit. Within a container the path may be one of outside. */
function upwards(path: string): string[] {
  return path === '/' || path === '' ? ['/'] : [path, ...upwards(dirname(path))];
}

function quotaOf(read: Read, group: string): number {
  const [quota, period] = (read(join('/sys/fs/cgroup', group, 'cpu.max')) ?? '').split(' ').map(Number);
  return cores(quota, period);
}

function quotaOfVersion1(read: Read, group: string): number {
  const [quota, period] = ['quota', 'period'].map((what) =>
    Number(read(join('/sys/fs/cgroup/cpu', group, `cpu.cfs_${what}_us`))),
  );
  return cores(quota, period);
}

/** `max` and -1 are no limits. */
function cores(quota = Number.NaN, period = Number.NaN): number {
  return quota > 0 && period > 0 ? quota / period : Number.POSITIVE_INFINITY;
}
