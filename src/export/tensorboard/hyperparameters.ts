/**
 * A run's facts and hyper-parameters as CleanRL writes them, a table in Markdown. Those within another are named with a
 * dot: `optimizer.momentum`.
 */
export function hyperparameterTable(settings: object): string {
  const rows = flat(settings).map(([name, value]) => `|${escaped(name)}|${escaped(value)}|`);
  return ['|param|value|', '|-|-|', ...rows].join('\n');
}

function flat(settings: object, prefix = ''): [name: string, value: string][] {
  return Object.entries(settings).flatMap(([key, value]: [string, unknown]) => {
    const name = `${prefix}${key}`;
    const nested = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (nested) return flat(value, `${name}.`);
    return [[name, typeof value === 'string' ? value : JSON.stringify(value)] as [string, string]];
  });
}

/** A bar would end the cell, a line break the table. */
function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
}
