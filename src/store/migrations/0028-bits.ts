/** What the bits of a run depend on, and which machine has trained it. About 250 bytes a run. */
export const bits = `
alter table runs add column bits_json text check (json_valid(bits_json));  -- null: not begun, or not known
alter table runs add column machine text;                                  -- null: the same
`;
