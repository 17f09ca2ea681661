/** Policies that were trained elsewhere: an experiment with a run that has a policy, and no training. */
export const imported = `
alter table experiments add column imported_from text;  -- the file; null: it was trained
`;
