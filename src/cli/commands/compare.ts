import type { Database } from 'better-sqlite3';
import type { Argv, CommandModule } from 'yargs';
import { UsageError } from '../../errors.ts';
import { budgetSentences, toldOfBudget } from '../../report/budget/budget-text.ts';
import { compareBudget } from '../../report/budget/compare-budget.ts';
import {
  type Comparison,
  compareExperiment,
  corrections,
  intervalMethods,
  jsonText,
  latexText,
  markdownText,
  noted,
  type Told,
  terminalText,
  testNames,
  toldInLatex,
  toldInMarkdown,
  toldInTerminal,
} from '../../report/compare/index.ts';
import type { FoundExperiment } from '../../report/find-experiment.ts';
import { compareProfiles } from '../../report/profiles/compare-profiles.ts';
import { profileSentences, toldOfProfiles } from '../../report/profiles/profiles-text.ts';
import { compareSensitivity } from '../../report/sensitivity/compare-sensitivity.ts';
import { sensitivitySentences, toldOfSensitivity } from '../../report/sensitivity/sensitivity-text.ts';
import { overSentences } from '../../report/several/over.ts';
import { readExperiments } from '../../report/several/read-experiments.ts';
import type { TriedOptions } from '../../report/tried/find-tried.ts';
import { defaultDatabase } from '../../text/db-flag.ts';
import { choice, choices } from '../choices.ts';
import { withEnvironment } from '../environment.ts';
import { metricFlag, metricOf } from '../metric-flag.ts';
import { noteNewer } from '../note-newer.ts';
import { oneFormat } from '../one-format.ts';
import { print } from '../print.ts';
import { valuesOf } from '../single.ts';
import { tableWidth } from '../table-width.ts';

const formats = { json: jsonText, markdown: markdownText, latex: latexText };

/** How other views of an experiment than the comparison are printed: as data with sentences, or told. */
const viewFormats: Readonly<Record<string, (view: View) => string>> = {
  json: ({ data, sentences }) => JSON.stringify({ ...data, sentences }, null, 2),
  markdown: ({ told }) => toldInMarkdown(told),
  latex: ({ told }) => toldInLatex(told),
};

/** What else can be asked of an experiment than who is better, each by a flag of its own. */
const views: Readonly<Record<string, (db: Database, options: TriedOptions) => View>> = {
  budget: viewOf(compareBudget, budgetSentences, toldOfBudget),
  profiles: viewOf(compareProfiles, profileSentences, toldOfProfiles),
  sensitivity: viewOf(compareSensitivity, sensitivitySentences, toldOfSensitivity),
};

interface View {
  readonly data: { readonly experiment: FoundExperiment };
  readonly sentences: readonly string[];
  readonly told: Told;
}

function viewOf<Data extends View['data']>(
  compare: (db: Database, options: TriedOptions) => Data,
  sentences: (data: Data) => readonly string[],
  told: (data: Data) => Told,
): (db: Database, options: TriedOptions) => View {
  return (db, options) => {
    const data = compare(db, options);
    const over = overSentences(data.experiment);
    return {
      data,
      sentences: [...over, ...sentences(data)],
      told: [...told(data), [...over, ...noted(data.experiment.over?.notes ?? [])]],
    };
  };
}

function builder(yargs: Argv): Argv {
  return withEnvironment(
    yargs
      .positional('names', {
        type: 'string',
        array: true,
        describe: 'as in the results, e.g. ADAM or "ADAM(lr=0.001)"; all when none is named',
      })
      .option('experiment', {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: 'ids or titles; several are compared as one [default: the newest with runs that ended]',
      })
      .option('metric', metricFlag)
      .option('test', choices(testNames, 'where p comes from; permutation pairs seeds where it can'))
      .option('correction', choices(corrections, 'of p for many tests, over all pairs and environments'))
      .option('interval', choices(intervalMethods, 'how bootstrap intervals are bounded'))
      .option('budget', {
        type: 'boolean',
        default: false,
        describe: 'who is ahead after 1, 3, 9, … trials of tuning, over the settings that were tried',
      })
      .option('sensitivity', {
        type: 'boolean',
        default: false,
        describe: 'what each optimizer loses by one setting for all tasks, over the settings that were tried',
      })
      .option('profiles', {
        type: 'boolean',
        default: false,
        describe: 'who gets to the threshold first, over tasks, in steps and seconds (AlgoPerf)',
      })
      .option('db', {
        type: 'string',
        array: true,
        // So that names of optimizers may stand behind it.
        nargs: 1,
        default: [defaultDatabase],
        describe: 'the results file; with several, --db A --db B, their experiments are compared as one',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print everything as JSON' })
      .option('markdown', { type: 'boolean', default: false, describe: 'print Markdown tables' })
      .option('latex', { type: 'boolean', default: false, describe: 'print LaTeX tables (booktabs)' })
      .example('$0 compare', 'every two optimizers of the newest experiment')
      .example('$0 compare MILO ADAMW --metric steps_to_threshold', 'who gets there first')
      .example('$0 compare "ADAM(lr=0.001)" "ADAM(lr=0.01)" --experiment 3', 'two learning rates')
      .example('$0 compare --experiment 3 5', 'optimizers of two experiments, as if they were one')
      .example('$0 compare --db a.sqlite --db b.sqlite', 'the newest experiments of two files'),
  );
}

async function handler(argv: Readonly<Record<string, unknown>>): Promise<void> {
  const format = oneFormat(argv, formats);
  const view = oneFormat(argv, views);
  const named = valuesOf(argv, 'experiment');
  const wanted = { files: valuesOf(argv, 'db'), experiments: named };
  await readExperiments(wanted, async (db, experiment, chosen) => {
    const noteNewest = (): void => {
      for (const each of chosen) noteNewer(each.db, named[0], each.id);
    };
    if (view !== undefined) {
      refuseUnheard(argv);
      const seen = view(db, {
        experiment,
        optimizers: argv.names as string[] | undefined,
        metric: metricOf(argv),
      });
      noteNewest();
      const spelled = oneFormat(argv, viewFormats);
      await print(`${spelled === undefined ? toldInTerminal(seen.told, tableWidth()) : spelled(seen)}\n`);
      return;
    }
    const comparison: Comparison = compareExperiment(db, {
      experiment,
      optimizers: argv.names as string[] | undefined,
      metric: metricOf(argv),
      test: choice(argv, 'test', testNames),
      correction: choice(argv, 'correction', corrections),
      interval: choice(argv, 'interval', intervalMethods),
    });
    noteNewest();
    await print(`${format ? format(comparison) : terminalText(comparison, tableWidth())}\n`);
  });
}

/** Views test in ways of their own. @throws UsageError for a flag that they would not follow. */
function refuseUnheard(argv: Readonly<Record<string, unknown>>): void {
  const view = Object.keys(views).find((flag) => argv[flag] === true);
  for (const [flag, allowed] of Object.entries({
    test: testNames,
    correction: corrections,
    interval: intervalMethods,
  })) {
    if (argv[flag] !== allowed[0]) {
      throw new UsageError(
        `--${flag} says nothing to --${view}, given ${String(argv[flag])}; leave one of them out`,
      );
    }
  }
}

/**
 * `rl-bench compare`: which optimizer is better, by how much, and how sure we are.
 *
 * With `--json` it prints one object: the fields of `Comparison`, which `src/report/compare/comparison.ts` explains one
 * by one, and `sentences`. A field whose value does not exist (an interval of two seeds) is left out.
 */
export const compareCommand: CommandModule = {
  builder,
  handler,
};
