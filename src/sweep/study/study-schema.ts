import { z } from 'zod';
import { study } from './study.ts';

/** The JSON Schema of studies as text: with it, editors complete keys and underline mistakes. */
export function studySchema(): string {
  const { $schema, ...schema } = z.toJSONSchema(study, { io: 'input' });
  return JSON.stringify({ $schema, title: 'A study of rl-bench', ...schema }, null, 2);
}
