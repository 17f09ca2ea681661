import { type Call, formatCall, parseCall, type Value } from '../../call-expression.ts';
import { controllers } from '../../controllers/index.ts';
import { diagnostics } from '../../diagnostics/index.ts';
import { settled } from '../../settled.ts';
import type { PopulationPlan } from '../../training/population-plan.ts';
import { blaming, mistake, type StudyPath } from '../study/origin.ts';
import type { Named, Study } from '../study/study.ts';
import { combinations, countCombinations, type Scope } from './combinations.ts';

/** Controllers that work together on a run, one combination of their settings; none for a run without. */
export interface ControllerChoice {
  /** Every setting written out. */
  readonly calls: readonly Call[];
  /** As the user wrote them. */
  readonly written: readonly Call[];
  readonly path: StudyPath;
}

type Together = readonly Named[];

/** The sets of controllers that a study names, each with where it stands: one, or a list of lists. */
function setsOf(named: Study['controllers']): { own: Together; path: StudyPath }[] {
  if (named === undefined) return [{ own: [], path: [] }];
  const path = ['controllers'];
  if (named.every((each) => Array.isArray(each))) {
    return (named as readonly Together[]).map((own, index) => ({ own, path: [...path, index] }));
  }
  return [{ own: named as Together, path }];
}

/** How many choices {@link controllerChoices} makes. */
export function countControllerChoices(named: Study['controllers']): number {
  return setsOf(named).reduce(
    (sum, { own }) => sum + own.reduce((product, each) => product * countCombinations(each), 1),
    0,
  );
}

/** One choice for each set of controllers and each combination of their settings. @throws UsageError */
export function controllerChoices(named: Study['controllers'], scope: Scope): ControllerChoice[] {
  return setsOf(named).flatMap(({ own, path }) => {
    let choices: (readonly Call[])[] = [[]];
    for (const [index, each] of own.entries()) {
      const calls = combinations(controllers, each, [...path, index], scope);
      choices = choices.flatMap((before) => calls.map((call) => [...before, call]));
    }
    return choices.map((written) => ({
      calls: written.map((call) => settled(controllers.resolve(call))),
      written,
      path,
    }));
  });
}

/** The diagnostics that a study names, every setting written out, and how often they ask. @throws UsageError */
export function plannedDiagnostics(
  { diagnostics: named = [], diagnostics_every: every }: Pick<Study, 'diagnostics' | 'diagnostics_every'>,
  { origin }: Scope,
): Pick<PopulationPlan, 'diagnostics' | 'diagnosticsEvery'> {
  if (every !== undefined && named.length === 0) {
    throw mistake(
      origin,
      ['diagnostics_every'],
      `${origin.spell('diagnostics_every')} says how often diagnostics ask, and there are none; name some with ${origin.spell('diagnostics')}`,
    );
  }
  const calls = named.map((each, index) => {
    const path = ['diagnostics', index];
    const call = blaming(origin, path, () => settled(diagnostics.resolve(each)));
    if (named.indexOf(each) === index) return call;
    throw mistake(origin, path, `${each} is asked for twice; name each diagnostic once`);
  });
  return {
    ...(calls.length > 0 && { diagnostics: calls }),
    ...(every !== undefined && { diagnosticsEvery: every }),
  };
}

/**
 * What an optimizer is called whose runs have controllers: `CONTROLLED(ADAM,by=kl_adaptive(target=0.01))`, so that they are
 * never taken for runs without.
 */
export function controlledLabel(optimizer: string, { written }: ControllerChoice): string {
  if (written.length === 0) return optimizer;
  const word = (call: Call): Value => (formatCall(call) === call.name ? call.name : call);
  const [first, ...others] = written.map(word);
  const by = others.length === 0 ? first! : [first!, ...others];
  return formatCall({ name: 'CONTROLLED', positional: [word(parseCall(optimizer))], settings: { by } });
}
