import { several } from '../../several.ts';
import { shellWord } from '../../text/shell-word.ts';
import { reportTitle } from '../report-title.ts';
import { optimizerOf } from '../settings-of-runs.ts';
import { advice } from './advice.ts';
import { answer } from './answer.ts';
import { caveats } from './caveats.ts';
import { whatTuningChose } from './chosen-settings.ts';
import { type DocumentContent, taskName } from './document-content.ts';
import { heading, paragraph } from './markdown-parts.ts';
import { overSwitches } from './over-switches.ts';
import { pairMatrix } from './pair-matrix.ts';
import { publishedBeside } from './published-beside.ts';
import { sensitivityToSettings, timesToThreshold, tuningBudgets } from './settings-sections.ts';
import { taskVerdicts } from './task-verdicts.ts';
import { whatWasRun } from './what-was-run.ts';

/**
 * An experiment as a document in GitHub's Markdown: the question, the answer, what was run, what others published of it,
 * the verdict task by task and pair by pair, what budgets of tuning, settings and time make of it, and what cannot be said. Every number in it is from the results file; titles
 * and labels are escaped.
 */
export function studyDocument(content: DocumentContent): string {
  const { experiment, comparison } = content;
  const title = reportTitle(experiment, content.groups);
  const parts = [
    heading(1, title),
    paragraph(question(content)),
    ...answer(comparison),
    ...advice(content),
    ...whatWasRun(content),
    ...publishedBeside(content),
    ...taskVerdicts(content),
    ...overSwitches(content),
    ...tuningBudgets(content),
    ...sensitivityToSettings(content),
    ...timesToThreshold(content),
    ...whatTuningChose(comparison),
    ...pairMatrix(comparison),
    ...caveats(content),
    paragraph(
      `Written by rl-bench report ${reportedWords(experiment)} --markdown from ${experiment.over === undefined ? 'the results file' : 'results files'}; no number was typed by hand.`,
    ),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** `--experiment 3`, or of several `--db a.sqlite --db b.sqlite --experiment 3 1`. */
function reportedWords({ id, over }: DocumentContent['experiment']): string {
  if (over === undefined) return `--experiment ${id}`;
  const files = over.map(({ file }) => `--db ${shellWord(file)}`);
  return `${files.join(' ')} --experiment ${over.map((each) => each.id).join(' ')}`;
}

function question({ groups, wordsOf }: DocumentContent): string {
  const optimizers = new Set(groups.map(optimizerOf)).size;
  const tasks = new Set(groups.map(taskName)).size;
  if (!groups.some(({ env }) => wordsOf(env).episodes)) {
    return `Which of ${several(optimizers, 'optimizer')} trains better on ${several(tasks, 'task')}, by how much, and how sure is that?`;
  }
  return (
    `Which of ${several(optimizers, 'optimizer')} trains a better policy on ${several(tasks, 'task')}, by how much, ` +
    'and how sure is that? A task is an environment with an agent that learns in it.'
  );
}
