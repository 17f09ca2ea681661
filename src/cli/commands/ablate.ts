import { dirname, join } from 'node:path';
import type { Argv, CommandModule } from 'yargs';
import { UsageError } from '../../errors.ts';
import type { LoadedPlugin } from '../../plugins/index.ts';
import { fewSeedsWarning } from '../../report/ablation/what-is-shown.ts';
import { readResults } from '../../store/index.ts';
import { countChanges, planAblation } from '../../sweep/plan/ablation.ts';
import { countScoringSeeds } from '../../sweep/plan/plan-seeds.ts';
import { initialPolicy } from '../../sweep/run/initial-policy.ts';
import { onFlags } from '../../sweep/study/origin.ts';
import { defaultSeeds, fixedSeeds, runSettings } from '../../sweep/study/run-settings.ts';
import type { Study } from '../../sweep/study/study.ts';
import { printable } from '../../visible-text.ts';
import { withEnvironment } from '../environment.ts';
import {
  checkExecutionFlags,
  declareBackendFlag,
  declareDryRun,
  declareExecutionFlags,
  executionOf,
} from '../execution-flags.ts';
import { optional } from '../single.ts';
import { declareStudyFlags, givenAgentFlags, givenSettings } from '../study-flags.ts';
import { teller } from '../tell.ts';
import { trainPlan } from '../train-plan.ts';

/** What to train beside the settings that vary. */
const settings = runSettings
  .omit({ optimizers: true, learning_rates: true })
  .extend({ seeds: fixedSeeds.describe(`number of seeds: 1, 2, … (default: ${defaultSeeds})`) });

const example = 'rl-bench ablate MILO --env point-nav';

function builder(yargs: Argv): Argv {
  declareStudyFlags(yargs, settings);
  const declared = declareDryRun(declareExecutionFlags(declareBackendFlag(yargs)))
    .option('factors', {
      group: 'What to compare:',
      type: 'string',
      array: true,
      requiresArg: true,
      describe:
        'settings and their values, e.g. momentum=0,0.45,0.9 normalize=true,false (default: a list of its own)',
    })
    .option('full', {
      group: 'What to compare:',
      type: 'boolean',
      default: false,
      describe: 'train every combination, in place of one change at a time',
    })
    .option('out', {
      type: 'string',
      describe: 'a folder for the figure, as SVG and PNG (default: ablation, beside the results file)',
    })
    .example(`$0 ablate MILO --env point-nav`, 'which of its parts matter?')
    .example(
      '$0 ablate ADAM --env cartpole --factors lr=1e-4,1e-3 eps=1e-8,1e-5 --full',
      'every combination',
    );
  return withEnvironment(declared).positional('optimizer', {
    type: 'string',
    describe: 'what to take apart, as it is: MILO, "ADAM(weight_decay=0.01)"',
  });
}

async function handler(
  argv: Readonly<Record<string, unknown>>,
  plugins: readonly LoadedPlugin[],
): Promise<void> {
  const optimizer = optional(argv, 'optimizer');
  if (optimizer === undefined) throw new UsageError(`ablate which optimizer? try: ${example}`);
  if (argv.env === undefined && argv.envs === undefined)
    throw new UsageError(`--env is missing; try: ${example}`);
  checkExecutionFlags(argv);
  const given = givenSettings(argv, settings);
  const study = { title: '', ...given } as Study;
  const { db, quiet } = executionOf(argv);
  const plan = planAblation(
    study,
    optimizer,
    (argv.factors ?? []) as string[],
    argv.full === true ? 'full factorial' : 'one at a time',
    givenAgentFlags(argv),
    await initialPolicy(study, db, onFlags),
  );
  const out = optional(argv, 'out') ?? join(dirname(db), 'ablation');
  const warning = fewSeedsWarning(countScoringSeeds(study, onFlags), countChanges(plan.ablation!));
  if (warning !== undefined) teller({ quiet })(warning);
  const experiment = await trainPlan(plan, argv, plugins, 'begin anew');
  if (experiment === undefined) return;
  for (const path of await writeAblation(db, experiment, out))
    console.error(`rl-bench: wrote ${printable(path)}`);
}

/** Loaded when asked for: drawing takes packages that no other command should wait for. */
async function writeAblation(path: string, experiment: number, out: string): Promise<string[]> {
  const { drawFigures } = await import('../../report/figures/draw-figures.ts');
  const { ablation } = await import('../../report/figures/ablation.ts');
  const { paletteOf } = await import('../../report/figures/index.ts');
  const { taskWordsOf } = await import('../../report/task-words.ts');
  const { writeFigures } = await import('../../report/export/figure-files.ts');
  const palette = paletteOf([]);
  return readResults(path, async (db) => {
    const figures = drawFigures(db, experiment, [ablation], palette, taskWordsOf(db, experiment));
    return [
      ...(await writeFigures(out, 'svg', figures, palette)),
      ...(await writeFigures(out, 'png', figures, palette)),
    ];
  });
}

/**
 * `rl-bench ablate`: which parts of an optimizer matter.
 *
 * With `--json` it prints an array with an object a task: `env`, `agent`, `design` and `effects`, the fields of `Effect`
 * (`src/report/ablation/effects.ts`).
 *
 * @param plugins what was loaded; it is kept with the experiment, and loaded by the workers.
 */
export function ablateCommand(plugins: readonly LoadedPlugin[]): CommandModule {
  return {
    builder,
    handler: (argv) => handler(argv, plugins),
  };
}
