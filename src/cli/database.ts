/** Where results go and are looked for when `--db` says nothing, from the working directory. */
export const defaultDatabase = 'runs/rl-bench.sqlite';
