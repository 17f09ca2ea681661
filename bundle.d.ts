/** Bundles entry points (name of each output → source file) into a folder. */
export function bundle(entryPoints: Readonly<Record<string, string>>, outdir: string): Promise<void>;
