import { formatNumber, formatRate } from '../text/format.ts';
import type { Summary } from './summary.ts';

/** What is said of an optimizer on a function, in the terminal and on the page alike. */
export const summaryColumns = [
  { header: 'optimizer', label: true, cell: ({ optimizer }: Summary) => optimizer },
  { header: 'rate', label: false, cell: ({ learningRate }: Summary) => formatRate(learningRate) },
  { header: 'final loss', label: false, cell: ({ finalLoss }: Summary) => formatNumber(finalLoss) },
  { header: 'distance', label: false, cell: ({ distance }: Summary) => formatNumber(distance) },
  { header: 'arrived', label: false, cell: ({ arrived, starts }: Summary) => `${arrived}/${starts}` },
  {
    header: 'iterations',
    label: false,
    cell: ({ iterationsToTolerance }: Summary) => formatNumber(iterationsToTolerance),
  },
  { header: 'diverged', label: false, cell: ({ diverged }: Summary) => String(diverged) },
] as const;
