import type { Chance } from './chance.ts';

/** What a plugin brings, what it is a copy of, where it can be wrong, and a command that meets it. */
interface Kind {
  readonly registry: string;
  readonly original: string;
  /** Of the entry, and behind the slash of what its `create` makes. */
  readonly places: readonly string[];
  readonly command: readonly string[];
}

const budget = '--seeds 2 --total-timesteps 64 --num-envs 2 --num-steps 16 --eval-episodes 1'.split(' ');
const train = (...words: readonly string[]): string[] => [...words, ...budget];

const kinds: readonly Kind[] = [
  {
    registry: 'environments',
    original: 'cartpole',
    places: [
      ...[
        'settings',
        'summary',
        'create',
        '/spec',
        '/spec.id',
        '/spec.observationSpace',
        '/spec.actionSpace',
      ],
      ...['/spec.observationSpace.low', '/spec.actionSpace.n', '/spec.maxEpisodeSteps', '/spec.stateLength'],
      ...['/spec.success', '/spec.rewardThreshold', '/reset', '/step', '/observe'],
    ],
    command: train('--env', 'victim', '--optimizers', 'SGD'),
  },
  {
    registry: 'agents',
    original: 'ppo',
    places: [
      ...['settings', 'create', '/collection', '/collection.numEnvs', '/collection.numSteps', '/schedule'],
      ...['/schedule.numMinibatches', '/schedule.updateEpochs', '/schedule.targetKl', '/distribution'],
      ...['/critic', '/targets', '/minibatchAdvantages', '/loss'],
    ],
    command: train('--env', 'cartpole', '--agent', 'victim', '--optimizers', 'SGD'),
  },
  {
    registry: 'optimizers',
    original: 'SGD',
    places: [
      ...['settings', 'create', 'memory', 'learningRateFactor', 'wraps', '/elementwise', '/init', '/update'],
      ...['/evaluationParams', '/routes'],
    ],
    command: train('--env', 'cartpole', '--optimizers', 'victim', 'ADAM'),
  },
  {
    registry: 'networks',
    original: 'mlp',
    places: [
      'settings',
      'create',
      '/parameters',
      '/parameters.0.shape',
      '/parameters.0.initial',
      '/forward',
      '/noise',
    ],
    command: train('--env', 'cartpole', '--network', 'victim', '--optimizers', 'SGD'),
  },
  {
    registry: 'testFunctions',
    original: 'himmelblau',
    places: [
      'settings',
      'create',
      '/value',
      '/domain',
      '/domain.x',
      '/minima',
      '/minimum',
      '/start',
      '/game',
    ],
    command: ['loss-map', '--functions', 'victim', '--optimizers', 'SGD', '--steps', '20', '--out', 'maps'],
  },
];

/** What stands there, as JavaScript. */
const wrongs = [
  'undefined',
  'null',
  '0',
  '-1',
  'NaN',
  'Infinity',
  '1e9',
  '1.5',
  '"text"',
  '""',
  '[]',
  '{}',
  'true',
  '10n',
  'Symbol("s")',
  '() => { throw new Error("broken\\nin two lines"); }',
  '() => { throw "text"; }',
  '() => { throw undefined; }',
  '() => { throw Object.create(null); }',
  '() => undefined',
  '() => null',
  '() => NaN',
  '() => "text"',
  '() => ({})',
  '() => []',
  'async () => { throw new Error("later"); }',
  'async () => ({})',
  'function again() { return again(); }',
  '() => rl.tf.zeros([1, 2, 3])',
  '() => rl.tf.fill([1], NaN)',
  'new Proxy({}, { get() { throw new Error("looked at"); } })',
];

export interface HostilePlugin {
  readonly about: string;
  readonly text: string;
  readonly command: readonly string[];
}

/** A plugin whose copy of something built in is wrong in one place. */
export function hostilePlugin(chance: Chance): HostilePlugin {
  const { registry, original, places, command } = chance.one(kinds);
  const [place, wrong] = [chance.one(places), chance.one(wrongs)];
  const name = registry === 'optimizers' ? 'VICTIM' : 'victim';
  const put = (object: string, path: string): string => `put(${object}, ${JSON.stringify(path)}, wrong);`;
  const inside = place.startsWith('/');
  const text = `
const put = (object, path, value) => {
  const keys = path.split('.');
  const last = keys.pop();
  for (const key of keys) object = object[key];
  object[last] = value;
};
export default (rl) => {
  const wrong = ${wrong};
  const original = rl.${registry}.get('${original}');
  const entry = { ...original, name: '${name}', aliases: [] };
  ${
    inside
      ? `entry.create = (...args) => {
    const made = { ...original.create(...args) };
    if (made.spec) made.spec = structuredClone(made.spec);
    if (made.parameters) made.parameters = made.parameters.map((own) => ({ ...own }));
    for (const part of ['collection', 'schedule', 'domain']) if (made[part]) made[part] = { ...made[part] };
    ${put('made', place.slice(1))}
    return made;
  };`
      : put('entry', place)
  }
  rl.${registry}.register(entry);
};
`;
  const used = command.map((word) => (word === 'victim' ? name : word));
  return { about: `${registry}: ${place} = ${wrong}`, text, command: used };
}
