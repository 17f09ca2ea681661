const variable = 'RL_BENCH_NATIVE';

/** Whether native kernels may be used. */
export function isNativeOn(): boolean {
  return !['0', 'false', 'no', 'off'].includes(process.env[variable]?.trim().toLowerCase() ?? '');
}

/** Keeps them out, in this process and in those that it starts. */
export function switchNativeOff(): void {
  process.env[variable] = '0';
}
