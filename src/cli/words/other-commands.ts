/** Words of ours that stand in the place of a first word that is no command, or how it is done here. */
export type OtherCommand = readonly string[] | { readonly say: string };

export const otherCommands: ReadonlyMap<string, OtherCommand> = new Map<string, OtherCommand>(
  Object.entries({
    train: ['run'],
    learn: ['run'],
    start: ['run'],
    study: ['sweep'],
    continue: ['resume'],
    restart: ['resume'],
    ablation: ['ablate'],
    ls: ['list'],
    info: ['list'],
    describe: ['list'],
    explain: ['list'],
    envs: ['list', 'envs'],
    environments: ['list', 'envs'],
    agents: ['list', 'agents'],
    optimizers: ['list', 'optimizers'],
    networks: ['list', 'networks'],
    functions: ['list', 'functions'],
    results: ['leaderboard'],
    scores: ['leaderboard'],
    table: ['leaderboard'],
    rank: ['leaderboard'],
    query: ['sql'],
    benchmark: ['bench'],
    help: ['--help'],
    version: ['--version'],
    show: { say: 'rl-bench leaderboard shows results, rl-bench list NAME explains what there is' },
    plot: { say: 'rl-bench report draws an experiment as a page; with --svg FOLDER as files' },
    eval: {
      say: 'policies are evaluated while they train (--evaluations, --eval-episodes); rl-bench leaderboard shows what came of it',
    },
    evaluate: {
      say: 'policies are evaluated while they train (--evaluations, --eval-episodes); rl-bench leaderboard shows what came of it',
    },
    enjoy: { say: 'policies are not shown at play; rl-bench report shows curves and trajectories' },
    tune: {
      say: 'try several with --learning-rates 1e-4 1e-3, or write a study with "tuning:" for rl-bench sweep',
    },
    studies: { say: 'rl-bench sweep --help names the studies that come with it' },
    experiments: { say: 'rl-bench sql "select id, title, command from experiments"' },
    runs: { say: 'rl-bench sql "select * from runs"' },
  }),
);
