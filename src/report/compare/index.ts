export { compareExperiment } from './compare-experiment.ts';
export { compareOptimizers } from './compare-optimizers.ts';
export * from './comparison.ts';
export { jsonText } from './json.ts';
export { latexText } from './latex.ts';
export { markdownText } from './markdown.ts';
export { sentences, taskSentences } from './sentences.ts';
export { terminalText } from './terminal.ts';
