import { didYouMean } from '../did-you-mean.ts';
import { UsageError } from '../errors.ts';
import { several } from '../several.ts';
import {
  experimentTitle,
  findExperiments,
  openReadonly,
  type Store,
  waitsForWriter,
  writeResults,
} from '../store/index.ts';
import { teller } from './tell.ts';

interface Action {
  /** What stands behind it; '' for nothing. */
  readonly takes: string;
  readonly does: string;
  /** @returns what was done, in words. @throws UsageError for words that make no sense. */
  readonly act: (store: Store, words: readonly string[]) => string;
}

/** What can be done to experiments, by name. */
export const experimentActions: Readonly<Record<string, Action>> = {
  rename: {
    takes: 'ID TITLE',
    does: 'gives an experiment another title; a study is still found by the title that it was begun with',
    act: (store, [name, title, ...more]) => {
      if (title === undefined || more.length > 0)
        throw wrong('rename', 'takes an experiment and a title, in quotes');
      const id = one(store, name!);
      const before = experimentTitle(store.db, id);
      store.describeExperiment(id, { title });
      return `experiment ${id} is called "${title}" now, no longer "${before}"`;
    },
  },
  tag: {
    takes: 'ID TAG…',
    does: 'gives an experiment these tags in place of those that it has; without any it has none',
    act: (store, [name, ...tags]) => {
      if (name === undefined) throw wrong('tag', 'takes an experiment and tags');
      const odd = tags.find((tag) => !/^\S+$/.test(tag));
      if (odd !== undefined) throw wrong('tag', `takes words without blanks, given ${JSON.stringify(odd)}`);
      const id = one(store, name);
      store.describeExperiment(id, { tags: tags.length === 0 ? null : [...new Set(tags)].join(' ') });
      return tags.length === 0
        ? `experiment ${id} has no tags now`
        : `experiment ${id} is tagged ${tags.join(', ')}`;
    },
  },
  note: {
    takes: 'ID TEXT',
    does: 'notes something about an experiment in place of what was noted; "" for nothing',
    act: (store, [name, note, ...more]) => {
      if (note === undefined || more.length > 0)
        throw wrong('note', 'takes an experiment and a text, in quotes');
      const id = one(store, name!);
      store.describeExperiment(id, { note: note === '' ? null : note });
      return note === '' ? `nothing is noted about experiment ${id} now` : `noted about experiment ${id}`;
    },
  },
  delete: {
    takes: 'ID…',
    does: 'deletes experiments with all that belongs to them, without asking',
    act: (store, names) => {
      if (names.length === 0) throw wrong('delete', 'takes experiments');
      const ids = [...new Set(names.map((name) => one(store, name)))];
      const titles = ids.map((id) => `${id} "${experimentTitle(store.db, id)}"`);
      const rows = [...store.deleteExperiments(ids)].filter(
        ([table, count]) => table !== 'experiments' && count > 0,
      );
      const counted = rows.map(([table, count]) => `${count} of ${table}`).join(', ');
      return `deleted ${ids.length === 1 ? 'experiment' : 'experiments'} ${titles.join(', ')}${counted && ` with its rows: ${counted}`}; rl-bench experiments vacuum gives the room back`;
    },
  },
  vacuum: {
    takes: '',
    does: 'writes the file anew without the room that deleted rows have left in it',
    act: (store, words) => {
      if (words.length > 0) throw wrong('vacuum', `takes nothing, given "${words[0]}"`);
      const { before, after } = store.vacuum();
      return `the file has ${several(after, 'byte')} now, it had ${before}`;
    },
  },
};

/**
 * Does something to experiments of a results file, which belongs to this process meanwhile.
 *
 * @throws UsageError for what there is not; RunError while another process writes to the file.
 */
export async function carryOutAction(
  name: string,
  words: readonly string[],
  { db, wait }: { readonly db: string; readonly wait: boolean },
): Promise<string> {
  const action = Object.hasOwn(experimentActions, name) ? experimentActions[name] : undefined;
  if (action === undefined) {
    const names = Object.keys(experimentActions);
    throw new UsageError(
      `experiments can be listed, given "${name}"${didYouMean(name, names) || ';'} what else can be done is ${names.join(', ')}`,
    );
  }
  // A file that is not there is not made.
  openReadonly(db).close();
  return writeResults(db, { wait, onWait: () => teller({ quiet: false })(waitsForWriter) }, async (store) =>
    action.act(store, words),
  );
}

/** The experiment of an id or a title. @throws UsageError where several have the title. */
function one({ db }: Store, name: string): number {
  const ids = findExperiments(db, [name]);
  if (ids.length === 1) return ids[0]!;
  throw new UsageError(`experiments ${ids.join(', ')} are called "${name}"; name one by its number`);
}

function wrong(action: string, what: string): UsageError {
  const { takes } = experimentActions[action]!;
  return new UsageError(
    `experiments ${action} ${what}; type: rl-bench experiments ${action} ${takes}`.trim(),
  );
}
