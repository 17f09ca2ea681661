import { markdownList, markdownTable, markdownTitle } from '../../text/markdown.ts';
import {
  budgetLegend,
  budgetNotes,
  budgetTables,
  overallSentences,
  overallTables,
  taskSentences,
} from '../budget/budget-text.ts';
import type { TextTable } from '../compare/text-tables.ts';
import { profileLegend, profileNotes, profileSentences, profileTables } from '../profiles/profiles-text.ts';
import {
  sensitivityLegend,
  sensitivityNotes,
  sensitivitySentences,
  sensitivityTables,
} from '../sensitivity/sensitivity-text.ts';
import type { DocumentContent } from './document-content.ts';
import { folded, heading, picture } from './markdown-parts.ts';

/** What the best of several settings comes to: over all tasks, and folded away task by task. */
export function tuningBudgets(content: DocumentContent): string[] {
  const { budget } = content.looks;
  if (budget === undefined) return [];
  const byTask = [...markdownTables(budgetTables(budget)), markdownList(taskSentences(budget.tasks))];
  return [
    heading(2, 'Tuning budgets'),
    markdownList([...overallSentences(budget), ...budgetLegend(budget), ...budgetNotes(budget)]),
    ...markdownTables(overallTables(budget)),
    picture('budget-curves', content),
    ...(budget.overall === undefined ? byTask : [folded('Tuning budgets task by task', byTask)]),
  ];
}

/** What one setting for all tasks loses. */
export function sensitivityToSettings(content: DocumentContent): string[] {
  const { sensitivity } = content.looks;
  if (sensitivity === undefined) return [];
  return [
    heading(2, 'Sensitivity to settings'),
    markdownList([
      ...sensitivitySentences(sensitivity),
      ...sensitivityLegend,
      ...sensitivityNotes(sensitivity),
    ]),
    ...markdownTables(sensitivityTables(sensitivity)),
    picture('sensitivity-plane', content),
  ];
}

/** Who gets to the threshold first. */
export function timesToThreshold(content: DocumentContent): string[] {
  const { profiles } = content.looks;
  if (profiles === undefined) return [];
  return [
    heading(2, 'Times to the threshold'),
    markdownList([...profileSentences(profiles), ...profileLegend, ...profileNotes]),
    ...markdownTables(profileTables(profiles)),
    picture('time-profiles', content),
  ];
}

function markdownTables(tables: readonly TextTable[]): string[] {
  return tables.flatMap((each) => [
    ...(each.heading === '' ? [] : [markdownTitle(each.heading)]),
    markdownTable(each.columns, each.rows),
  ]);
}
