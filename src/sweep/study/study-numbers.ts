import { type Document, isPair, isScalar, visit } from 'yaml';
import { parseNumber } from '../../parse-number.ts';

/** Keys of the study whose values are texts, whatever they look like. */
const texts: readonly unknown[] = ['title', 'source'];

/** Lets `10k` and `1_000` be numbers, as they are on the command line; YAML takes them for texts. In quotes they are. */
export function readNumbers(document: Document): void {
  visit(document, {
    Scalar: (key, node, path) => {
      const holder = path.at(-1);
      const isText =
        key === 'key' || (isPair(holder) && isScalar(holder.key) && texts.includes(holder.key.value));
      if (isText || node.type !== 'PLAIN' || typeof node.value !== 'string') return;
      node.value = parseNumber(node.value) ?? node.value;
    },
  });
}
