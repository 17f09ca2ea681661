import { arch, cpus, hostname, platform, totalmem } from 'node:os';

/** The machine an experiment runs on. In the spelling of the file, for `host_json ->> 'cpu_model'`. */
export interface Host {
  readonly hostname: string;
  readonly platform: string;
  readonly arch: string;
  readonly cpus: number;
  readonly cpu_model: string;
  readonly memory_bytes: number;
  readonly node: string;
}

/** This machine. */
export function describeHost(): Host {
  const cores = cpus();
  return {
    hostname: hostname(),
    platform: platform(),
    arch: arch(),
    cpus: cores.length,
    cpu_model: cores[0]?.model.trim() ?? 'unknown',
    memory_bytes: totalmem(),
    node: process.version,
  };
}
