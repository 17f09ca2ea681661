import { formatShare } from '../text/format.ts';

/** A share in percent for narrow columns, without the sign: only all is 100, only none is 0. */
export function percent(share: number | null): string {
  return formatShare(share).replace(' %', '');
}
