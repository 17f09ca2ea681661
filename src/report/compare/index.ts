export { compareExperiment } from './compare-experiment.ts';
export { type CompareOptimizersOptions, compareOptimizers } from './compare-optimizers.ts';
export * from './comparison.ts';
export { jsonText } from './json.ts';
export { latexText, toldInLatex } from './latex.ts';
export { markdownText, toldInMarkdown } from './markdown.ts';
export { sentences, taskSentences } from './sentences.ts';
export { terminalText, toldInTerminal } from './terminal.ts';
export { noted, type Told } from './told.ts';
