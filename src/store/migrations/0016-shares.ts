/** Which runs of a population trained together: seconds are theirs, and they depend on the machine as these do. */
export const shares = `
alter table runs add column share integer;   -- null: the run has not begun, or its population trained as a whole
`;
