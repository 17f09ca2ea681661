import { formatShare } from '../text/format.ts';
import { listed } from '../text/listed.ts';
import type { Matrix, MatrixRow } from './matrix.ts';
import type { ProblemAccount } from './problem-accounts.ts';

/** From where on a failure mode counts as mastered, and a problem as solved by an optimizer. */
export const mostly = 0.5;

/** As many names as a sentence bears. */
const fewNames = 4;

/** What the matrix says, each sentence by a rule of its own; those that have nothing to say are left out. */
export function sentencesOf(matrix: Matrix, problems: readonly ProblemAccount[]): string[] {
  if (matrix.rows.length === 0) return [];
  return [
    bestOfAll(matrix),
    mostModes(matrix),
    ...modeSentences(matrix),
    ...betweenTwo(matrix, 'ADAM', 'SGD'),
    ...unsolved(problems, matrix.rows.length),
  ];
}

function bestOfAll({ rows }: Matrix): string {
  const { mean } = rows[0]!;
  const first = rows.filter((row) => row.mean === mean);
  const next = rows.find((row) => row.mean < mean);
  const behind = next ? `; next comes ${next.optimizer} with ${formatShare(next.mean)}` : '';
  return `Over all failure modes ${namesOf(first)} ${first.length === 1 ? 'solves' : 'solve'} most, ${formatShare(mean)} of the trials${behind}.`;
}

function mostModes({ modes, rows }: Matrix): string {
  const mastered = ({ solved }: MatrixRow) =>
    solved.filter((share) => share !== null && share >= mostly).length;
  const most = Math.max(...rows.map(mastered));
  const who = rows.filter((row) => mastered(row) === most);
  const everything = most === modes.length;
  return everything
    ? `${namesOf(who)} ${who.length === 1 ? 'solves' : 'solve'} at least half of the trials in every failure mode.`
    : `No optimizer solves half of the trials in all ${modes.length} failure modes; ${namesOf(who)} ${who.length === 1 ? 'does' : 'do'} in ${most}.`;
}

/** The hardest and the easiest mode. */
function modeSentences({ modes, rows }: Matrix): string[] {
  if (modes.length < 2) return [];
  const means = modes.map(({ name }, index) => {
    const shares = rows.flatMap(({ solved }) => solved[index] ?? []);
    const best = Math.max(...shares);
    return {
      name,
      mean: shares.reduce((sum, share) => sum + share, 0) / shares.length,
      best,
      who: rows.filter(({ solved }) => solved[index] === best),
    };
  });
  const ordered = means.toSorted((a, b) => a.mean - b.mean);
  const [hardest, easiest] = [ordered[0]!, ordered.at(-1)!];
  const most =
    hardest.best > 0
      ? `, and at most ${formatShare(hardest.best)}, by ${namesOf(hardest.who)}`
      : ', for nobody solves any';
  return [
    `The hardest failure mode is ${hardest.name}: of its trials ${formatShare(hardest.mean)} are solved on average over optimizers${most}.`,
    `The easiest is ${easiest.name}, with ${formatShare(easiest.mean)}.`,
  ];
}

/** In which modes the one solves more than the other. */
function betweenTwo({ modes, rows }: Matrix, one: string, other: string): string[] {
  const [a, b] = [one, other].map((name) => rows.find(({ optimizer }) => optimizer === name));
  if (!a || !b) return [];
  const ahead = (x: MatrixRow, y: MatrixRow) =>
    modes.filter((_, index) => (x.solved[index] ?? 0) > (y.solved[index] ?? 0)).map(({ name }) => name);
  const said = (names: readonly string[]) => (names.length === 0 ? 'nothing' : listed(names));
  return [`${one} solves more than ${other} of ${said(ahead(a, b))}, and less of ${said(ahead(b, a))}.`];
}

/** The problems that the fewest optimizers solve. */
function unsolved(problems: readonly ProblemAccount[], optimizers: number): string[] {
  if (problems.length < 2) return [];
  const fewest = Math.min(...problems.map(({ solvers }) => solvers.length));
  const hard = problems.filter(({ solvers }) => solvers.length === fewest);
  const names = listed(hard.map(({ problem }) => problem));
  const who = hard.length === 1 && fewest <= fewNames ? `: ${listed(hard[0]!.solvers)}` : '';
  return [
    fewest === 0
      ? `Nobody solves ${names} in half of the trials.`
      : `${names} ${hard.length === 1 ? 'is' : 'are each'} solved in half of the trials by the fewest, ${fewest} of ${optimizers}${who}.`,
  ];
}

function namesOf(rows: readonly MatrixRow[]): string {
  const names = rows.map(({ optimizer }) => optimizer);
  return names.length <= fewNames
    ? listed(names)
    : `${names.slice(0, fewNames - 1).join(', ')} and ${names.length - fewNames + 1} others`;
}
