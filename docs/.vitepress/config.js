// The site of these pages: npm run docs builds it into docs/.vitepress/dist.
const page = (text, link) => ({ text, link: `/${link}` });

export default {
  title: 'rl-bench',
  description:
    'Which optimizer trains a reinforcement-learning policy better, by how much, and how sure are we?',
  // README.md of a folder is its first page.
  rewrites: {
    'optimizers/README.md': 'optimizers/index.md',
    'search-rules/README.md': 'search-rules/index.md',
  },
  // Some links lead to files of the repository that are no pages.
  ignoreDeadLinks: true,
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar: [
      {
        text: 'Use',
        items: [
          page('The first hour', 'first-hour'),
          page('Choosing', 'choosing'),
          page('Environments', 'environments'),
          page('Agents', 'agents'),
          page('Policy search', 'policy-search'),
          page('Optimizers and wrappers', 'choosing-optimizers'),
          page('A page for each optimizer', 'optimizers/'),
          page('A page for each search rule', 'search-rules/'),
          page('Learned optimizers', 'learned-optimizers'),
          page('Controllers and diagnostics', 'controllers'),
          page('Studies', 'sweeps'),
          page('GPUs', 'gpu'),
          page('Many machines', 'many-machines'),
        ],
      },
      {
        text: 'Results',
        items: [
          page('Statistics', 'statistics'),
          page('SQL and exports', 'sql'),
          page('Every column', 'results-schema'),
          page('Experiments in the file', 'experiments'),
          page('Policies', 'policies'),
          page('Maps of losses', 'loss-maps'),
          page('Stress and claims', 'problems-and-claims'),
        ],
      },
      {
        text: 'What came out',
        items: [
          page('Studies that come with rl-bench', 'reproducing'),
          page('Twelve optimizers, sixteen tasks', 'benchmark'),
          page('point-nav, settled', 'point-nav-study'),
          page('MILO, fixed goals', 'milo-rl-fixed'),
          page('MILO, random goals', 'milo-rl-random'),
          page('Rates across widths', 'width-transfer'),
          page('PPO beside its models', 'reproductions'),
          page('What breaks whom', 'stress'),
          page('Claims looked into', 'studies'),
          page('Speed', 'speed'),
          page('Beside other libraries', 'performance'),
        ],
      },
      {
        text: 'Program and extend',
        items: [
          page('Library', 'library'),
          ...['envs', 'agents', 'optimizers', 'stats'].map((part) =>
            page(`rl-bench/${part}`, `library-${part}`),
          ),
          ...[
            ...[
              'optimizer',
              'environment',
              'agent',
              'network',
              'search-rule',
              'controller',
              'diagnostic',
              'study',
            ],
            'workload',
          ].map((what) => page(`Your own ${what.replace('-', ' ')}`, `your-own-${what}`)),
        ],
      },
    ],
  },
};
