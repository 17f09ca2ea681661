import { integer, json, oneOf, text } from '../column.ts';
import { type Row, table } from '../table.ts';

export const experiments = table({
  name: 'experiments',
  row: 'one call of the command: its words, the full configuration, version and host',
  parent: null,
  hasId: true,
  key: [],
  columns: {
    title: text('its name'),
    createdAt: text('ISO 8601, UTC, as all times', { wallClock: true }),
    command: text('as it was typed'),
    configJson: json('the whole configuration, defaults filled in'),
    version: text('of rl-bench, with its git revision where there is one'),
    hostJson: json('the machine'),
    fingerprint: text('of the plan: the same study has the same', { nullIf: 'it was begun before schema 5' }),
    schemaVersion: integer('of the file when the experiment was begun: what was recorded from the start', {
      nullIf: 'it was begun before schema 12',
    }),
    importedFrom: text(
      'the files that it was read from by rl-bench policy import or rl-bench import; nothing was trained here',
      {
        nullIf: 'it was trained',
      },
    ),
    tags: text('words of its user, separated by blanks', { nullIf: 'it has none' }),
    note: text('what its user has noted', { nullIf: 'nothing was' }),
    importedWhat: oneOf(['policy', 'results'])(
      'policy: rl-bench policy import has read its policy, and there is no training; results: rl-bench import has read what another program has measured',
      { nullIf: 'it was trained' },
    ),
  },
});

export type ExperimentRow = Row<typeof experiments.columns>;
