/**
 * What a run is for, and how a study is known again.
 *
 * Runs on tuning seeds choose the learning rate, runs on other seeds score it: whoever chooses by the seeds that he
 * reports flatters himself.
 */
export const phases = `
alter table runs add column phase text not null default 'scoring'
  check (phase in ('tuning', 'scoring'));  -- tuning: its seed serves to choose hyper-parameters, and scores nothing

alter table experiments add column fingerprint text;  -- of the plan: the same study has the same; null before schema 5
`;
