/**
 * Results of other programs beside policies: both were trained elsewhere, and only of the latter there is nothing to show. It
 * costs a column of one text an experiment.
 */
export const importedResults = `
alter table experiments add column imported_what text check (imported_what in ('policy', 'results'));
update experiments set imported_what = 'policy' where imported_from is not null;
`;
