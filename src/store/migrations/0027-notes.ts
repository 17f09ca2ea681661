/** What users say of their experiments. */
export const notes = `
alter table experiments add column tags text;  -- words, in order, separated by blanks; null: none
alter table experiments add column note text;  -- null: none
`;
