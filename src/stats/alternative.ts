/** What a test holds against "no difference": any difference, x tending to smaller values than y, or to larger ones. */
export type Alternative = 'two-sided' | 'less' | 'greater';
