const variables = { replay: 'RL_BENCH_REPLAY', audit: 'RL_BENCH_AUDIT_REPLAY' } as const;

/** How recorded functions are run, in this process and in those that it starts. */
export interface ReplaySettings {
  /** False: everything is interpreted. The numbers are the same. */
  readonly replay: boolean;
  /** Every so many replays the function is run beside and every bit compared; 0: never. */
  readonly audit: number;
}

let settings: ReplaySettings = {
  replay: !['0', 'false', 'no', 'off'].includes(process.env[variables.replay]?.trim().toLowerCase() ?? ''),
  audit: Number(process.env[variables.audit] ?? 0) || 0,
};

export function replaySettings(): ReplaySettings {
  return settings;
}

/** Processes that are started from here on take the settings over. */
export function setReplay(changes: Partial<ReplaySettings>): void {
  settings = { ...settings, ...changes };
  process.env[variables.replay] = settings.replay ? '1' : '0';
  process.env[variables.audit] = String(settings.audit);
}
