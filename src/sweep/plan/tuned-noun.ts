import type { Study } from '../study/study.ts';

/** What tuning chooses one of, in words. */
export function tunedNoun({
  choose,
}: {
  readonly choose?: NonNullable<Study['tuning']>['choose'];
}): 'setting' | 'learning rate' {
  return choose === 'settings' ? 'setting' : 'learning rate';
}
